/**
 * One run of people's code, from its text to the text of the outcome.
 *
 *   R1  A call that ends within its first turn returns its outcome; another delivers it when it ends.
 *   R2  The outcome is written while the call still counts as running, because writing it runs the code's own
 *       getters. After that nothing of the call is at hand any more, and what it left behind is swept away.
 */
import type { CodeMode } from '../code.ts'
import { type ActiveCall, activeCall, newCall, setActiveCall } from './active.ts'
import { flushConsole } from './console.ts'
import { codeThis } from './helpers.ts'
import { host } from './host.ts'
import { defineCallNames, staticDataOf } from './names.ts'
import { type Outcome, shapeFailure, thrownFailure, writeOutcome } from './outcome-text.ts'
import { isPerItem, shapeAllItems, shapeFunction } from './result-shape.ts'
import { isThenable, runItems } from './run-items.ts'
import { codeName } from './thrown.ts'
import { suspends } from './words.ts'

export interface RunRequest {
  readonly id: string
  readonly code: string
  readonly mode: CodeMode
  readonly items: string
  readonly context: string
  readonly keepGoing: boolean
  readonly consoleChars: number
}

/** `sweep` is called when the call is over. */
export function run(request: RunRequest, sweep: () => void): string | undefined {
  const call = newCall(request.id, request.mode, request.items, request.context, request.consoleChars)
  setActiveCall(call)
  const end = (outcome: Outcome): string => {
    const text = writeOutcome(call, outcome)
    setActiveCall(undefined)
    sweep()
    return text
  }
  const deliver = (outcome: Outcome) => host().deliver(call.id, end(outcome))
  try {
    const outcome = start(call, request)
    if (!(outcome instanceof Promise)) return end(outcome)
    outcome.then(deliver, (thrown) => deliver(thrownFailure(call, thrown)))
    return undefined
  } catch (thrown) {
    return end(thrownFailure(call, thrown))
  }
}

/** After each turn of a call that goes on: what it printed so far is shown. */
export function turnEnded() {
  const call = activeCall()
  if (call) flushConsole(call)
}

function start(call: ActiveCall, { code, mode, context, keepGoing }: RunRequest): Outcome | Promise<Outcome> {
  const refusal = refusalOf(code, mode)
  if (refusal) return refusal
  defineCallNames(call, context)
  const compiled = compile(code)
  const isOld = mode === 'function' || mode === 'functionItem'
  const self = {
    ...codeThis,
    ...(isOld && { getWorkflowStaticData: (kind: unknown) => staticDataOf(call, kind) }),
  }
  if (isPerItem(mode)) return runItems(call, () => compiled.call(self), keepGoing)
  const shape = (value: unknown): Outcome => {
    const shaped = mode === 'function' ? shapeFunction(value) : shapeAllItems(value)
    return shaped.ok ? { items: shaped.value, failures: [] } : shapeFailure(shaped.problem)
  }
  const value = compiled.call(self)
  return isThenable(value) ? Promise.resolve(value).then(shape) : shape(value)
}

/** What can be told from the text alone, and fails the node before anything runs. */
function refusalOf(code: string, mode: CodeMode): Outcome | undefined {
  if (code.trim() === '') {
    return { failure: { code: 'code_empty', kind: 'result', message: 'There is no code to run' } }
  }
  const others = mode === 'eachItem' && /\$input\s*\.\s*(all|first|last|itemMatching)\b/.exec(code)?.[1]
  if (!others) return undefined
  const message = `$input.${others} is not there when the code runs for each item`
  return shapeFailure({
    message,
    description: 'Use $input.item, or let the code run once for all items.',
    itemIndex: 0,
  })
}

type Compiled = (this: unknown) => unknown

const AsyncFunction: new (code: string) => Compiled = Object.getPrototypeOf(async () => undefined).constructor

const compiledCode = new Map<string, Compiled>()
const compiledLimit = 64

/** Code that cannot suspend is a plain function, so that its result is there when it returns. */
function compile(code: string): Compiled {
  const known = compiledCode.get(code)
  if (known) return known
  const text = `${code}\n//# sourceURL=${codeName}`
  // oxlint-disable-next-line no-new-func -- this realm exists to run people's text
  const compiled: Compiled = suspends.test(code) ? new AsyncFunction(text) : (new Function(text) as Compiled)
  if (compiledCode.size >= compiledLimit) compiledCode.clear()
  compiledCode.set(code, compiled)
  return compiled
}
