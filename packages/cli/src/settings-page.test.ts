import { expect, it } from 'vitest'
import { settingsPage } from './settings-page.ts'

it('is the page in the manual (after changing a setting run vitest on this file with -u)', async () => {
  await expect(settingsPage()).toMatchFileSnapshot('../../../docs/reference/settings.md')
})
