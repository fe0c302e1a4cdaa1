/** The failures that are not the code's own words, each a sentence that says what to do. */
import type { ConsoleLine } from './code.ts'
import { CodeError, type CodeErrorCode, type CodeErrorKind } from './code-error.ts'

interface Wording {
  readonly kind: CodeErrorKind
  readonly message: string
  readonly description: string
}

export const failures = {
  cpu_limit: {
    kind: 'timeout',
    message: 'The code used more processor time than allowed and was stopped',
    description:
      'Look for a loop that does not end, also one of very short timers, or give the code fewer items at a time.',
  },
  wall_limit: {
    kind: 'timeout',
    message: 'The code took longer than allowed and was stopped',
    description: 'Look for a request or a timer that does not come back.',
  },
  never_settles: {
    kind: 'timeout',
    message: 'The code waits for a promise that nothing can settle',
    description: 'Every new Promise needs a path on which resolve or reject is called.',
  },
  too_many_timers: {
    kind: 'timeout',
    message: 'The code had more timers waiting at once than allowed and was stopped',
    description: 'Start the next timer when the last one has rung.',
  },
  memory_limit: {
    kind: 'memory',
    message: 'The code used more memory than allowed and was stopped',
    description: 'Give the code fewer items at a time, or keep less of them.',
  },
  result_too_large: {
    kind: 'result',
    message: 'The result of the code is larger than allowed',
    description: 'Return less per run, or put large contents into a file.',
  },
  input_too_large: {
    kind: 'refused',
    message: 'The items are too many or too large to be given to code at once',
    description: 'Give the code fewer items at a time, for example in a loop.',
  },
  cancelled: {
    kind: 'refused',
    message: 'The code was stopped because its execution was cancelled',
    description: 'Run the workflow again to start it anew.',
  },
  disposed: {
    kind: 'crashed',
    message: 'The code was stopped because the server is shutting down',
    description: 'Run the workflow again once the server is back.',
  },
  runner_unavailable: {
    kind: 'refused',
    message: 'Code cannot run here: its runner could not be started',
    description: 'The log of the server says why.',
  },
  runner_crashed: {
    kind: 'crashed',
    message: 'The process that ran the code ended unexpectedly',
    description: 'Run it again. If it happens every time, the code needs more memory than there is.',
  },
} satisfies Partial<Record<CodeErrorCode, Wording>>

/** The failure a runner named, or the end of a runner for a reason that is no failure's name. */
export function failureFor(why: string, console: readonly ConsoleLine[] = [], cause?: unknown): CodeError {
  const code = isNamed(why) ? why : 'runner_crashed'
  return new CodeError({ code, ...failures[code], console, cause: cause ?? (code === why ? undefined : why) })
}

function isNamed(why: string): why is keyof typeof failures {
  return Object.hasOwn(failures, why)
}
