/**
 * A Python process: interpreters of one project, one after the other, each for one call. It is fed over standard
 * input, which it reads when it has nothing to do or waits for an answer, and answers on descriptor 3.
 *
 *   Y1  An interpreter comes out of a snapshot and is thrown away after its call: nothing that code changes in it, in
 *       its modules or in its files is there for the next.
 *   Y2  Code runs after the doors of this process are shut: no files, programs, threads or add-ons (`--permission`,
 *       and the right to read files is given back), no text becomes JavaScript, no network, no environment.
 *   Y3  It waits in system calls: it takes no processor while idle, and ends when its parent is gone.
 *   Y4  Time is its parent's to limit, and memory both's.
 */
import { readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { encodeFrames } from '../frames.ts'
import type { CodeLimits, CodeMode } from '../code.ts'
import { answerHere, zoneData } from './answers.ts'
import { type Interpreter, interpreters, makeSnapshot, parts } from './interpreter.ts'
import { readFrameNow } from './read-frame.ts'
import { shapedOutcome } from './shaped-outcome.ts'
import { keepFiles, shutDoors } from './shut-doors.ts'
import { limitMemory } from './web-assembly.ts'

/** The first frame, as JSON. */
export interface PythonSettings {
  /** The folder of Pyodide. */
  readonly pyodide: string
  /** The file of the program that every interpreter has. */
  readonly program: string
  /** The file of the snapshot; without one, a snapshot is made and sent, in base64. */
  readonly snapshot?: string
  /** Memory of an interpreter, MB. */
  readonly memoryMb: number
}

const INPUT = 0
const OUTPUT = 3

function send(...frame: readonly string[]) {
  const bytes = encodeFrames([frame])
  for (let at = 0; at < bytes.length;) at += writeSync(OUTPUT, bytes, at)
}

function receive(): readonly string[] {
  const frame = readFrameNow(INPUT)
  if (frame === undefined) process.exit(0)
  return frame
}

/** Asks the parent and waits for its answer. */
function asking(call: string, most: number): (name: string, args: string) => string {
  let last = 0
  return (name, args) => {
    const own = answerHere(name, args)
    if (own !== undefined) return own
    if (args.length > most) return `E${JSON.stringify({ message: `At most ${most} characters can be sent.` })}`
    const id = String(++last)
    send('ask', call, id, name, args)
    for (;;) {
      const [kind, of, answered, answer = 'U'] = receive()
      if (kind === 'answer' && of === call && answered === id) return answer
    }
  }
}

async function perform(interpreter: Interpreter, fields: readonly string[]): Promise<void> {
  const [id = '', head = '{}', code = '', items = '[]', context = '{}'] = fields
  const { limits, mode }: { readonly limits: CodeLimits; readonly mode: CodeMode } = JSON.parse(head)
  const print = (lines: string) => send('print', id, lines)
  try {
    const ask = asking(id, limits.askChars)
    const outcome = shapedOutcome(await interpreter.run({ head, code, items, context, ask, print }), mode)
    if (outcome === 'memory_limit') send('failed', id, outcome)
    else if (outcome.text.length > limits.resultChars) send('failed', id, 'result_too_large')
    else send('ended', id, outcome.text)
  } catch (thrown) {
    // The interpreter itself gave up: its stack was too deep, or it was told to exit.
    const message = `The interpreter ended: ${thrown instanceof Error ? thrown.message : String(thrown)}`
    send('ended', id, `${JSON.stringify({ failure: { code: 'code_threw', kind: 'thrown', message } })}\n`)
  }
}

async function main(): Promise<void> {
  const [, text = '{}'] = receive()
  const { pyodide, program, snapshot, memoryMb }: PythonSettings = JSON.parse(text)
  await keepFiles(parts.map((name) => join(pyodide, name)))
  if (snapshot === undefined) {
    send('made', Buffer.from(await makeSnapshot(pyodide, readFileSync(program, 'utf8'))).toString('base64'))
    return
  }
  const next = await interpreters(pyodide, readFileSync(snapshot), zoneData)
  limitMemory(memoryMb)
  // What the first one loads, the others have.
  let ready: Interpreter | undefined = await next()
  shutDoors()
  for (;;) {
    let fields: readonly string[] = []
    for (let kind; kind !== 'call';) [kind, ...fields] = receive()
    await perform(ready, fields)
    // One is eighty megabytes, of which JavaScript's own collector sees little.
    ready = undefined
    globalThis.gc?.()
    ready = await next()
  }
}

try {
  await main()
} catch (fault) {
  // Where it happened is in a file of one line, a megabyte long: only the words are worth a log.
  console.error(fault instanceof Error ? `${fault.name}: ${fault.message}` : fault)
  process.exit(1)
}
