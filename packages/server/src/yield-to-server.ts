/**
 * What runs executions comes after the server: whatever a workflow does with the processors, the server is asked first;
 * and where the machine has no memory left, it is not the server that is ended. What this process starts inherits both.
 */
import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/** A little lower than the server's: where there is time for both, nothing is slower. */
const NICE = 5
/** How much sooner than others Linux ends a process when memory runs out, of 1,000. */
const SOONER = 500

export function yieldToServer(): void {
  setPriority(NICE)
  // Anybody may make a process of theirs likelier to be ended.
  if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', String(SOONER))
}
