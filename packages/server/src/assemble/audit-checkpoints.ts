/**
 * Signed checkpoints of the audit leave with the log, which others collect: whoever changes the database afterwards, the
 * end of the audit included, is found out by what they kept (`millrace audit verify LOG`).
 */
import type { Audit } from '@millrace/store'
import type { Log } from '../log.ts'

const EVERY = 60 * 60_000

/** Says how far the audit is, now and every hour, where it grew. */
export function sayCheckpoints(audit: Pick<Audit, 'checkpoint'>, log: Log, everyMs = EVERY): { stop(): Promise<void> } {
  let said = 0
  let saying: Promise<void> = Promise.resolve()
  const say = async (): Promise<void> => {
    const checkpoint = await audit.checkpoint()
    if (checkpoint === undefined || checkpoint.seq === said) return
    said = checkpoint.seq
    log.info(
      { audit: checkpoint.text },
      'Audit checkpoint: keep it elsewhere to be able to prove that nothing was cut off.',
    )
  }
  const begin = (): void => {
    saying = say().catch((failure: unknown) => log.error({ failure }, 'The audit could not be read.'))
  }
  begin()
  const timer = setInterval(begin, everyMs).unref()
  return {
    async stop() {
      clearInterval(timer)
      await saying
      begin()
      await saying
    },
  }
}
