/** The editor in a real browser: chapters on one stage. A chapter stands on its own; the story begins with nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { access } from './access.ts'
import { amount } from './amount.ts'
import { beginning } from './beginning.ts'
import { findChromium, howToInstall } from './chromium.ts'
import { drafts } from './drafts.ts'
import { drawing } from './drawing.ts'
import { keeping } from './keeping.ts'
import { panel } from './panel.ts'
import { running } from './running.ts'
import { screens } from './screens.ts'
import { secrets } from './secrets.ts'
import { tables } from './tables.ts'
import { consenting } from './consent.ts'
import { type Stage, openStage } from './stage.ts'
import { settings } from './settings.ts'
import { story } from './story.ts'

const chromium = findChromium()
if (chromium === undefined) console.warn(howToInstall)

describe.skipIf(chromium === undefined)('in the browser', () => {
  let opened: Stage | undefined
  const stage = () => {
    if (!opened) throw new Error('The stage is not open.')
    return opened
  }
  beforeAll(async () => {
    opened = await openStage(chromium ?? '')
  })
  afterAll(() => opened?.end())

  describe('a stranger', () => story(stage))
  describe('who begins', () => beginning(stage))
  describe('who keeps workflows', () => keeping(stage))
  describe('who draws', () => drawing(stage))
  describe('who opens a node', () => panel(stage))
  describe('who has secrets', () => secrets(stage))
  describe('who keeps rows', () => tables(stage))
  describe('who signs in at a service', () => consenting(stage))
  describe('who runs', () => running(stage))
  describe('who has much', () => amount(stage))
  describe('who sets things up', () => settings(stage))
  describe('with two tabs', () => drafts(stage))
  describe('with whatever helps to see', () => access(stage))
  describe('on a phone', () => screens(stage))

  test('nothing failed unseen', () => expect(stage().faults).toEqual([]))
})
