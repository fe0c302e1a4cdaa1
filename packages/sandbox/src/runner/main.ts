/**
 * A Code-runner process: isolates of one project, fed over standard input, answering on descriptor 3.
 *
 * It has no environment, no rights on files once it is ready, and no other way out than asking its parent by
 * name. It ends itself when its parent is gone, and kills itself when it grows past its cap.
 */
import { Socket } from 'node:net'
import { availableParallelism } from 'node:os'
import type { CodeLimits, CodeMode } from '../code.ts'
import { frameWriter, readFrames } from '../frames.ts'
import { errorAnswer } from './compute.ts'
import { type Downfall, Lane, type LaneSettings } from './lane.ts'
import { loadAddon } from './load-addon.ts'
import { RunnerCall } from './runner-call.ts'
import { withoutTypes } from './typescript.ts'

/** The first frame, as JSON; with it come the two snapshots, in base64. */
export interface RunnerSettings {
  readonly addon: string
  readonly modules: readonly string[]
  readonly memoryMb: number
  readonly processMb: number
  /** Isolates at once, and how long an unused one is kept, ms. */
  readonly lanes: number
  readonly keepLaneMs: number
}

/** The fields of a call that are not texts of their own, as JSON. */
export interface CallHead {
  readonly version: string
  readonly mode: CodeMode
  readonly typed: boolean
  readonly keepGoing: boolean
  readonly limits: CodeLimits
}

interface Prepared {
  readonly settings: RunnerSettings
  readonly lane: LaneSettings
}

const lookEveryMs = 25
const cores = availableParallelism()
/**
 * A call that has run this long no longer has others queued behind it. Where every core is busy, another isolate makes
 * nothing faster and costs five megabytes or more; it is then for getting past a call that does not end.
 */
const patienceMs = 5
const patienceAtCapacityMs = 50
const output = new Socket({ fd: 3, readable: false })
const send = frameWriter(output)
const endNow = () => process.kill(process.pid, 'SIGKILL')

const lanes: Lane[] = []
const waiting: RunnerCall[] = []
const calls = new Map<string, RunnerCall>()
let prepared: Prepared | undefined
let looking: NodeJS.Timeout | undefined

readFrames(process.stdin, receive, endNow)
process.stdin.on('end', endNow)
process.stdin.on('close', endNow)
output.on('error', endNow)

/** Loads what needs rights, then gives the rights back. */
function prepare(settings: RunnerSettings, frozen: string, open: string): Prepared {
  const ivm = loadAddon(settings.addon)
  dropRights()
  const snapshot = (text: string) => new ivm.ExternalCopy(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
  const { modules, memoryMb, keepLaneMs } = settings
  if (keepLaneMs > 0) setInterval(() => retireLanes(keepLaneMs), keepLaneMs / 2).unref()
  return { settings, lane: { ivm, frozen: snapshot(frozen), open: snapshot(open), modules, memoryMb } }
}

function dropRights() {
  const { permission } = process
  if (!permission || !('drop' in permission) || typeof permission.drop !== 'function') return
  for (const right of ['fs.read', 'addon']) permission.drop(right)
}

function receive(frame: readonly string[]) {
  const [kind, id = '', ...fields] = frame
  switch (kind) {
    case 'prepare':
      prepared = prepare(JSON.parse(id), fields[0] ?? '', fields[1] ?? '')
      return
    case 'call':
      return receiveCall(id, fields)
    case 'answer': {
      const [askId = '', answer = ''] = fields
      calls.get(id)?.answered(askId, answer)
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

/** Starts the call in an isolate of its version that will take it, else in a new one, else when one is free. */
function place(call: RunnerCall) {
  const busy = lanes.filter((lane) => lane.works).length
  const patience = busy < cores ? patienceMs : patienceAtCapacityMs
  const lane = lanes.find((lane) => lane.accepts(call, patience)) ?? newLane(call)
  if (lane) lane.start(call)
  else waiting.push(call)
}

function newLane({ version, tampers }: RunnerCall): Lane | undefined {
  if (!prepared) throw new Error('The runner was given a call before it was prepared.')
  if (lanes.length >= prepared.settings.lanes) {
    const [oldest] = lanes.filter((lane) => lane.idle).sort((a, b) => a.idleSince - b.idleSince)
    if (!oldest) return undefined
    oldest.takeDown('disposed')
  }
  const lane = new Lane(version, tampers ? 'open' : 'frozen', prepared.lane, {
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
  const { askId, answer } = call.asking()
  send(['ask', call.id, askId, name, args])
  return answer
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
  for (const lane of lanes.slice()) lane.charge()
  if (process.memoryUsage.rss() > (prepared?.settings.processMb ?? 0) * 1024 * 1024) endNow()
}

/** Unused isolates give their memory back; what is still busy after its call ended is ended too. */
function retireLanes(keepMs: number) {
  for (const lane of lanes.slice()) {
    if (lane.idle && performance.now() - lane.idleSince > keepMs) lane.takeDown('disposed')
    else lane.charge()
  }
}
