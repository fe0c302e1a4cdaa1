/** What a node and its expressions may ask of the execution they are part of. */
import type { CustomDataPort } from '@millrace/expression'
import type { Json, JsonObject, Output } from '@millrace/sdk'
import type { Plan, PlanNode, Source } from '@millrace/workflow'
import { zoneOf } from '../about.ts'
import type { RunDoor } from '../context.ts'
import type { Host, Loaded } from '../host.ts'
import type { LiveMessage, StartJob } from '../ports.ts'
import type { FinishedRun } from '../scope.ts'
import type { Secrets } from '../secrets.ts'
import { StaticData } from '../static-data.ts'
import type { TriggerFacts } from '../trigger-context.ts'
import type { RunState } from './run-state.ts'
import type { Stopping } from './stopping.ts'

export class Surroundings implements RunDoor {
  readonly host: Host
  readonly plan: Plan
  readonly executionId: string
  readonly rootId: string
  readonly mode: string
  readonly project: string
  readonly version: string
  readonly zone: string
  readonly active: boolean
  readonly usePins: boolean
  readonly vars: Readonly<Record<string, string>>
  readonly acts: () => Promise<void>
  readonly use: RunDoor['use']
  readonly secrets: Secrets
  private readonly record: () => Promise<void>
  private readonly state: RunState
  private readonly stopping: Stopping
  private readonly static: StaticData
  private signature: string | undefined

  constructor(
    host: Host,
    loaded: Loaded,
    job: StartJob,
    own: {
      readonly state: RunState
      readonly stopping: Stopping
      readonly secrets: Secrets
      readonly acts: () => Promise<void>
      readonly use: RunDoor['use']
      /** Hands what has happened to the journal. */
      readonly record: () => Promise<void>
    },
  ) {
    this.host = host
    this.plan = loaded.plan
    this.executionId = job.execution
    this.rootId = job.rootId
    this.mode = job.mode
    this.project = loaded.project
    this.version = loaded.version
    this.zone = zoneOf(loaded.plan, host)
    this.active = loaded.active
    this.usePins = job.pinData
    this.vars = loaded.vars
    this.acts = own.acts
    this.use = own.use
    this.record = own.record
    this.state = own.state
    this.stopping = own.stopping
    this.secrets = own.secrets
    this.static = new StaticData(loaded.staticData)
  }

  get environment(): Readonly<Record<string, string>> {
    return this.host.settings.environment ?? NO_TEXTS
  }

  get signal(): AbortSignal {
    return this.stopping.signal
  }

  now(): number {
    return this.host.clock.now()
  }

  runsOf(node: PlanNode): readonly FinishedRun[] {
    return this.state.finished.of(node)
  }

  outputOf(source: Source): Output | undefined {
    return this.state.finished.outputOf(source)
  }

  stateOf(node: PlanNode): JsonObject {
    return this.state.progress.states.get(node.id) ?? EMPTY
  }

  staticData(scope: string): Record<string, Json | undefined> {
    return this.static.of(scope)
  }

  /** The workflow's static data where something in it is another than when it was last taken, to be written. */
  takeStaticData(): JsonObject | undefined {
    return this.static.take()
  }

  /** The workflow's static data, once something in it is another than at the beginning. */
  get changedStaticData(): JsonObject | undefined {
    return this.static.changed()
  }

  get resumeUrl(): string {
    return this.resumeAddress('webhook-waiting')
  }

  get resumeFormUrl(): string {
    return this.resumeAddress('form-waiting')
  }

  private resumeAddress(door: string): string {
    const { publicUrl, sign } = this.host.settings
    this.signature ??= sign(this.executionId)
    return `${publicUrl}/${door}/${this.executionId}?signature=${this.signature}`
  }

  get allCustomData(): Readonly<Record<string, string>> {
    return this.state.customData ?? NO_TEXTS
  }

  setCustomData(key: string, value: string): void {
    const before = this.allCustomData
    if (!Object.hasOwn(before, key) && Object.keys(before).length >= 10) return
    this.state.customData = { ...before, [key.slice(0, 50)]: value.slice(0, 255) }
  }

  get customData(): CustomDataPort {
    return {
      get: (key) => this.allCustomData[key],
      all: () => this.allCustomData,
      set: (key, value) => this.setCustomData(key, String(value)),
    }
  }

  /** What a trigger of the workflow may read. */
  triggerFacts(node: PlanNode): TriggerFacts {
    const { plan, active, zone, mode, vars, environment } = this
    const workflow = { id: plan.id, name: plan.name, active }
    return { node, workflow, zone, manual: mode === 'manual', vars, environment, now: () => this.now() }
  }

  /** A piece of a streamed answer leaves behind what it depends on: whoever carries both keeps their order. */
  stream(node: string, value: Json): void {
    void this.record()
    this.live({ type: 'chunk', node, value })
  }

  live(message: LiveMessage): void {
    this.host.live(this.executionId, message)
  }
}

const EMPTY: JsonObject = {}
const NO_TEXTS: Readonly<Record<string, string>> = {}
