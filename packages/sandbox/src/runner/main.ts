/**
 * A Code-runner process: isolates of one project, fed over standard input, answering on descriptor 3.
 *
 * It has no environment, no rights on files once it is ready, and no other way out than asking its parent by
 * name. It ends itself when its parent is gone, and kills itself when it grows past its cap.
 */
import { Socket } from 'node:net'
import type * as IsolatedVm from 'isolated-vm'
import type { CodeLimits, CodeMode } from '../code.ts'
import { frameWriter, readFrames } from '../frames.ts'
import { errorAnswer } from './compute.ts'
import { type Downfall, type Ivm, Lane, type LaneSettings } from './lane.ts'
import { type ProgramParts, isolateProgram } from './program.ts'
import { RunnerCall } from './runner-call.ts'
import { withoutTypes } from './typescript.ts'

export interface RunnerSettings extends ProgramParts {
  readonly addon: string
  readonly modules: readonly string[]
  readonly web: boolean
  readonly memoryMb: number
  readonly processMb: number
  readonly lanes: number
}

const lookEveryMs = 25
const [settingsText = '{}'] = process.argv.slice(2)
const settings: RunnerSettings = JSON.parse(settingsText)

const output = new Socket({ fd: 3, readable: false })
const send = frameWriter(output)
const endNow = () => process.kill(process.pid, 'SIGKILL')

const laneSettings = prepare()
const lanes: Lane[] = []
const waiting: RunnerCall[] = []
const calls = new Map<string, RunnerCall>()
const asked = new Map<string, (answer: string) => void>()
let lastAsk = 0
let looking: NodeJS.Timeout | undefined

readFrames(process.stdin, receive, endNow)
process.stdin.on('end', endNow)
process.stdin.on('close', endNow)
output.on('error', endNow)
send(['ready'])

/** Loads what needs rights, then gives the rights back. */
function prepare(): LaneSettings {
  const module: { exports: { ivm?: Ivm } } = { exports: {} }
  process.dlopen(module, settings.addon)
  const { ivm } = module.exports
  if (!ivm) throw new Error(`The addon ${settings.addon} is not isolated-vm.`)
  const snapshot: IsolatedVm.ExternalCopy<ArrayBuffer> = ivm.Isolate.createSnapshot([
    { code: isolateProgram(settings) },
  ])
  withoutTypes('const ready: boolean = true')
  dropRights()
  const { modules, web, memoryMb } = settings
  return { ivm, snapshot, modules, web, memoryMb }
}

function dropRights() {
  const { permission } = process
  if (!permission || !('drop' in permission) || typeof permission.drop !== 'function') return
  for (const right of ['fs.read', 'addon']) permission.drop(right)
}

function receive(frame: readonly string[]) {
  const [kind, id = '', ...fields] = frame
  switch (kind) {
    case 'call':
      return receiveCall(id, fields)
    case 'answer': {
      const [answer = ''] = fields
      asked.get(id)?.(answer)
      return
    }
    case 'cancel': {
      const call = calls.get(id)
      if (call?.lane) call.lane.takeDown('cancelled')
      else if (call) fail(call, 'cancelled')
      return
    }
    default:
      return endNow()
  }
}

function receiveCall(id: string, fields: readonly string[]) {
  const [head = '{}', code = '', items = '[]', context = '{}'] = fields
  const { version, mode, typed, keepGoing, limits }: CallHead = JSON.parse(head)
  const source = typed ? withoutTypes(code) : { ok: true as const, code }
  if (!source.ok) {
    const failure = { code: 'code_syntax', kind: 'thrown', message: source.message }
    return send(['ended', id, `${JSON.stringify({ failure })}\n`])
  }
  const call = new RunnerCall({ id, version, code: source.code, mode, items, context, keepGoing, limits })
  calls.set(id, call)
  looking ??= setInterval(look, lookEveryMs)
  place(call)
}

export interface CallHead {
  readonly version: string
  readonly mode: CodeMode
  readonly typed: boolean
  readonly keepGoing: boolean
  readonly limits: CodeLimits
}

/** Starts the call in an isolate of its version that will take it, else in a new one, else when one is free. */
function place(call: RunnerCall) {
  const lane = lanes.find((lane) => lane.version === call.version && lane.accepts(call)) ?? newLane(call.version)
  if (lane) lane.start(call)
  else waiting.push(call)
}

function newLane(version: string): Lane | undefined {
  if (lanes.length >= settings.lanes) {
    const oldest = lanes.filter((lane) => lane.idle).sort((a, b) => a.idleSince - b.idleSince)[0]
    if (!oldest) return undefined
    oldest.takeDown('disposed')
  }
  const lane = new Lane(version, laneSettings, {
    ended: (call, outcome) => finish(call, outcome),
    startElsewhere: place,
    wentDown: (lane, culprit, why) => {
      lanes.splice(lanes.indexOf(lane), 1)
      if (culprit) fail(culprit, why)
      placeWaiting()
    },
    freed: placeWaiting,
    ask: askParent,
    print: (call, lines) => send(['print', call.id, lines]),
  })
  lanes.push(lane)
  return lane
}

function placeWaiting() {
  for (const call of waiting.splice(0)) place(call)
}

function askParent(call: RunnerCall, name: string, args: string): Promise<string> {
  if (args.length > call.limits.askChars) {
    const most = `At most ${call.limits.askChars} characters can be sent to ${name}.`
    return Promise.resolve(errorAnswer(new RangeError(most)))
  }
  const id = String(++lastAsk)
  return new Promise((resolve) => {
    asked.set(id, (answer) => {
      asked.delete(id)
      resolve(answer)
    })
    send(['ask', call.id, id, name, args])
  })
}

function finish(call: RunnerCall, outcome: string) {
  calls.delete(call.id)
  const tooLarge = outcome.length > call.limits.resultChars
  send(tooLarge ? ['failed', call.id, 'result_too_large'] : ['ended', call.id, outcome])
  if (calls.size > 0 || !looking) return
  clearInterval(looking)
  looking = undefined
}

function fail(call: RunnerCall, why: Downfall | 'result_too_large') {
  calls.delete(call.id)
  call.release()
  send(['failed', call.id, why])
}

function look() {
  for (const lane of [...lanes]) lane.charge()
  if (process.memoryUsage.rss() > settings.processMb * 1024 * 1024) endNow()
}
