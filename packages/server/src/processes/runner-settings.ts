import * as z from 'zod'

/** What the server tells a runner process when it starts it. */
export const runnerSettings = z.object({
  zone: z.string(),
  publicUrl: z.string(),
  /** Environment variables that expressions may read. The process itself starts with none. */
  environment: z.record(z.string(), z.string()),
  /** The key that signs resume addresses, base64. */
  resumeKey: z.string(),
  /** How often a node may run in an execution. */
  nodeRuns: z.int(),
  codeModules: z.array(z.string()).optional(),
  /** Where what takes long to prepare is kept. */
  cacheFolder: z.string(),
  machine: z.object({
    folders: z.array(z.string()),
    closed: z.array(z.string()),
    commands: z.object({ open: z.enum(['no', 'programs', 'shell']), path: z.string() }),
    git: z.boolean(),
  }),
  dialer: z.object({ mode: z.enum(['open', 'guarded']), allow: z.array(z.string()) }),
})
export type RunnerSettings = z.output<typeof runnerSettings>
