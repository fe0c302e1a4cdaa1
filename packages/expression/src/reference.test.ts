import { expect, it } from 'vitest'
import { referencePage } from './reference.ts'

it('is the page in the manual (run vitest with -u after changing the tables)', async () => {
  await expect(referencePage()).toMatchFileSnapshot('../../../docs/reference/expressions.md')
})
