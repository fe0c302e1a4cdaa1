import type { Load } from './client.ts'

/** A document of `bench/workflows` under load: the request that is repeated, and what a right answer is. */
export interface WebhookScenario {
  readonly file: string
  readonly request: Omit<Load, 'url'> & { readonly path: string }
  /** Whether the answer of one request shows that the workflow really ran. */
  readonly right: (answer: unknown) => boolean
}

const user = { user: { name: 'Ada Lovelace', email: 'ada@example.com', age: 36, tags: ['math', 'engine', 'poetry'] } }
const items = {
  items: Array.from({ length: 100 }, (_, i) => ({ id: i, name: `item ${i}`, price: 1 + (i % 17), qty: 1 + (i % 9) })),
}

export const webhookScenarios: Readonly<Record<string, WebhookScenario>> = {
  'webhook-noop': {
    file: 'webhook-noop.json',
    request: { path: '/webhook/bench-single', method: 'GET' },
    right: (answer) => textOf(answer).includes('message'),
  },
  'webhook-set': {
    file: 'webhook-set.json',
    request: { path: '/webhook/bench-set', method: 'POST', body: user },
    right: (answer) => textOf(answer).includes('Static value') && textOf(answer).includes('bench-set'),
  },
  code: {
    file: 'code.json',
    request: { path: '/webhook/bench-code', method: 'POST', body: user },
    right: (answer) => textOf(answer).includes('ADA LOVELACE') && textOf(answer).includes('engine!'),
  },
  items: {
    file: 'items.json',
    request: { path: '/webhook/bench-items', method: 'POST', body: items },
    right: (answer) => textOf(answer).includes('ITEM '),
  },
}

function textOf(answer: unknown): string {
  return JSON.stringify(answer) ?? ''
}
