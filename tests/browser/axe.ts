/** What axe-core finds wrong with a page, as lines that name the rule and the place. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'

interface Found {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[]
}

/** The violations of serious level or above, each with where it is and why. */
export async function seriousViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(`${axe.source};undefined`)
  const found = await page.evaluate<readonly Found[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary = '' }) =>
          `${id} at ${target.flat().join(' ')}: ${failureSummary.replaceAll(/\s+/g, ' ')}`,
      ),
    )
}
