import type { Ask } from '../database.ts'

type Rows = Awaited<ReturnType<Ask>>
type Look = (...question: Parameters<Ask>) => Rows

/** How long an answer may be old: another process, an import by the command line, may have written since. In ms. */
const AGE = 200

/**
 * Keeps the answers to what every execution asks, while this process wrote nothing but executions: a look into the
 * database takes locks, and costs as much as running a small workflow.
 * @param changes counts what this process wrote besides
 * @param now in milliseconds
 */
export function remembering(look: Look, changes: () => number, now: () => number = () => performance.now()): Ask {
  let kept = new Map<string, Map<string, Rows>>()
  let seen = -1
  let until = 0
  return async (sql, parameters) => {
    if (changes() !== seen || now() >= until) {
      kept = new Map()
      seen = changes()
      until = now() + AGE
    }
    let answers = kept.get(sql)
    if (answers === undefined) kept.set(sql, (answers = new Map()))
    const key = JSON.stringify(parameters)
    const before = answers.get(key)
    if (before !== undefined) return before
    const answer = look(sql, parameters)
    answers.set(key, answer)
    return answer
  }
}
