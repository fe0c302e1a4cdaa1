import * as z from 'zod'

/** How every route says no: a stable code, a sentence for people, and what they can do about it. */
export const problem = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  /** Where in what was sent: a path such as `body.name`. */
  where: z.string().optional(),
  /** The reference under which the server's log has the details. */
  reference: z.string().optional(),
  /** What the reader needs to go on, by code: `draft_outdated` carries the newer draft. */
  details: z.unknown().optional(),
})

export type Problem = z.output<typeof problem>
