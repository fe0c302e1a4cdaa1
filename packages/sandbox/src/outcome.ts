/**
 * Reads what a runner says came of a call. The runner ran strangers' code, so nothing of it is believed
 * before it has been looked at: this is the door where its text becomes items.
 */
import { CodeError, type CodeErrorCode, type CodeErrorKind } from './code-error.ts'
import type { CodeCall, CodeItem, CodeResult, ConsoleLine, ItemFailure } from './code.ts'
import { failureFor } from './failures.ts'

type Fields = Readonly<Record<string, unknown>>

export function readOutcome(
  outcome: string,
  call: CodeCall,
  printed: readonly ConsoleLine[],
  calledOut: boolean,
): CodeResult {
  const end = outcome.indexOf('\n')
  const head = readJson(outcome.slice(0, end))
  if (!isFields(head)) throw failureFor('the outcome is malformed', printed)
  const lines = linesOf(head.lines)
  for (const line of lines) call.console?.(line)
  const console = [...printed, ...lines]
  const changes = {
    ...(isFields(head.staticData) && { staticData: staticDataOf(head.staticData) }),
    ...(isFields(head.customData) && { customData: head.customData }),
  }
  if (isFields(head.failure)) {
    throw new CodeError({
      code: codeOf(head.failure.code),
      kind: kindOf(head.failure.kind),
      message: textOf(head.failure.message) ?? 'The code failed.',
      description: textOf(head.failure.description),
      lineNumber: numberOf(head.failure.lineNumber),
      itemIndex: numberOf(head.failure.itemIndex),
      thrownName: textOf(head.failure.thrownName),
      console,
      ...changes,
    })
  }
  const items = itemsOf(readJson(outcome.slice(end + 1)), call, console)
  return { items, failures: failuresOf(head.failures), console, calledOut, ...changes }
}

export function readConsole(text: string): ConsoleLine[] {
  return linesOf(readJson(text))
}

function itemsOf(value: unknown, call: CodeCall, console: readonly ConsoleLine[]): CodeItem[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : []
  const items: CodeItem[] = []
  for (const [itemIndex, item] of list.entries()) {
    if (isItem(item) && (call.mode === 'functionItem' || isFields(item.json))) items.push(item)
    else throw notItems(itemIndex, console)
  }
  if (!Array.isArray(value)) throw notItems(undefined, console)
  return items
}

/** A value that changed its shape on the way to JSON, such as a date in the place of an object. */
function notItems(itemIndex: number | undefined, console: readonly ConsoleLine[]): CodeError {
  const message = 'Once written as JSON, the result is not a list of items'
  const description = 'The "json" of each item must be a plain object.'
  return new CodeError({ code: 'result_shape', kind: 'result', message, description, itemIndex, console })
}

function isItem(value: unknown): value is CodeItem {
  return isFields(value) && 'json' in value && (value.binary === undefined || isFields(value.binary))
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function linesOf(value: unknown): ConsoleLine[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((line: unknown) => {
    if (!isFields(line) || typeof line.text !== 'string') return []
    return [{ level: levels.find((level) => level === line.level) ?? 'log', text: line.text }]
  })
}

const levels = ['log', 'info', 'warn', 'error', 'debug'] as const

function failuresOf(value: unknown): ItemFailure[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((failure: unknown) => {
    if (!isFields(failure) || typeof failure.itemIndex !== 'number') return []
    const { itemIndex } = failure
    return [
      {
        itemIndex,
        message: textOf(failure.message) ?? 'The code failed.',
        description: textOf(failure.description),
        lineNumber: numberOf(failure.lineNumber),
      },
    ]
  })
}

function staticDataOf(value: Fields) {
  const { global, node } = value
  return { ...(isFields(global) && { global }), ...(isFields(node) && { node }) }
}

const insideCodes: readonly CodeErrorCode[] = [
  'code_threw',
  'code_syntax',
  'code_empty',
  'result_shape',
  'result_not_serialisable',
  'never_settles',
]
const insideKinds: readonly CodeErrorKind[] = ['thrown', 'result', 'timeout']

function codeOf(value: unknown): CodeErrorCode {
  return insideCodes.find((code) => code === value) ?? 'code_threw'
}

function kindOf(value: unknown): CodeErrorKind {
  return insideKinds.find((kind) => kind === value) ?? 'thrown'
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Code with a realm of its own can spoil the writer there; what arrives then is no JSON, and no items.
    return undefined
  }
}
