import type { CodeRunner, Item, RunContext } from '@millrace/sdk'

type Call = Parameters<CodeRunner['run']>[0]

/** Runs the code of a node over its items; items that the code dropped are gone, its lines are shown live. */
export async function runCode(
  context: RunContext,
  items: readonly Item[],
  about: Pick<Call, 'language' | 'code' | 'mode'>,
): Promise<readonly Item[]> {
  const result = await context.code.run({
    ...about,
    items,
    scope: context.codeScope(),
    signal: context.signal,
    console: (line) => context.log(line),
  })
  return result.items.filter((item) => item !== null)
}
