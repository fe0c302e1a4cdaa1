/**
 * What runs executions comes after the server: whatever a workflow does with the processors, the server is asked first;
 * and where the machine has no memory left, it is not the server that is ended. What this process starts inherits both.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/** A little lower than the server's: where there is time for both, nothing is slower. */
const NICE = 5
/** How much sooner than others Linux ends a process when memory runs out, of 1,000. */
const SOONER = 500
const SCORE = '/proc/self/oom_score_adj'

/** Says what could not be done: some containers allow neither, and executions run there all the same. */
export function yieldToServer(onFault: (what: string, failure: unknown) => void): void {
  attempt('A runner could not lower its priority', () => setPriority(NICE))
  if (process.platform !== 'linux') return
  attempt('A runner could not offer itself for when memory runs out', () => {
    // What is ended sooner already stays so: nobody may go back.
    if (Number(readFileSync(SCORE, 'utf8')) < SOONER) writeFileSync(SCORE, String(SOONER))
  })

  function attempt(what: string, action: () => void): void {
    try {
      action()
    } catch (failure) {
      onFault(what, failure)
    }
  }
}
