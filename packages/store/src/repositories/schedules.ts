/** When each rule of a schedule trigger fired last, so that a restart neither repeats nor forgets. */
export interface Schedules {
  lastFired(workflow: string): Promise<readonly FiredRule[]>
  /** Answers false, and changes nothing, when the rule has already fired for this moment or a later one. */
  fired(workflow: string, rule: FiredRule): Promise<boolean>
}

export interface FiredRule {
  readonly node: string
  readonly rule: number
  readonly at: number
}
