import { expect, it } from 'vitest'
import { refusal, REFUSAL_RULES } from './refusals.ts'

const examples: Readonly<Record<string, readonly string[]>> = {
  'forbidden name': ['={{ $json.arguments.city }}', '={{ ({ constructor: a }) => a }}', '={{ $json["__proto__"] }}'],
  'empty block': ['={{ }}', '={{ /* nothing */ }}'],
  statements: ['={{ const a = 1 }}', '={{ if (true) 1 }}', '={{ throw 1 }}'],
  'unclosed text': ['={{ "one\ntwo" }}', '={{ `one }}', '={{ "it }}'],
  'backslash outside of a text': ['={{ {\\n "a": 1 } }}'],
  'part of JavaScript that is left out': [
    '={{ (async () => 1)() }}',
    '={{ ({ get a() { return 1 } }) }}',
    '={{ import("a") }}',
  ],
  'too large': [
    `={{ ${'('.repeat(300)}1${')'.repeat(300)} }}`,
    `={{ ${'1+'.repeat(40_000)}1 }}`,
    '={{1}} '.repeat(3000),
  ],
  'no JavaScript': ["={{ 'It's' }}", '={{ your key here }}', '={{#each $json.list}}', '={{ {a:{b:1}} }}'],
}

it.each(REFUSAL_RULES.map(({ name }) => name))('refuses by the rule: %s', (name) => {
  expect(examples[name]?.length).toBeGreaterThan(0)
  for (const text of examples[name] ?? []) expect(refusal(text)?.rule, text).toBe(name)
})

it('refuses nothing else', () => {
  for (const text of ['={{ $json.a }}', '=text', '={{ $json.a', '={{ (() => { const a = 1; return a })() }}']) {
    expect(refusal(text)).toBeNull()
  }
  expect(refusal('={{ {a:{b:1}} }}', { mode: 'strict' })).toBeNull()
})
