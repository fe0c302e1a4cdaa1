/** Drawing: starting from nothing, adding, joining, moving, the clipboard, files, notes, keys. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { boxOf, card, channels, drag, names, port, saved } from './cards.ts'
import { asking, orderIntake } from './documents.ts'
import { unnamedControls } from './names.ts'
import { type Stage, seated } from './stage.ts'

const six = ['Order received', 'Read the order', 'Is it large?', 'Reserve stock', 'Reply reserved', 'Reply small']

export function drawing(stage: () => Stage): void {
  const seat = seated(stage)
  const bringAsking = () => seat().bring(asking(stage().service.address))
  const bringIntake = async () => seat().bring(await orderIntake(stage().service.address))
  const startEmpty = async () => {
    const { page } = seat()
    await page.goto(`${stage().millrace.address}/`)
    await page
      .getByRole('button', { name: /New workflow/ })
      .first()
      .click()
    await page.getByRole('heading', { name: 'Start your workflow' }).waitFor()
  }

  test('an empty canvas has a first workflow that runs without any account', async () => {
    const { page } = seat()
    await startEmpty()
    expect(await unnamedControls(page)).toEqual([])
    await page.getByRole('button', { name: 'Try a first workflow' }).click()
    await page.keyboard.press('Control+Enter')
    await page.getByText('Succeeded', { exact: true }).waitFor()
    await card(page, 'Offer free shipping', 'succeeded, 1 item').waitFor()
    await card(page, 'Say thank you', 'not reached').waitFor()
  })

  test('nodes are found by their names and added behind one another, and each step goes back', async () => {
    const { page } = seat()
    await startEmpty()
    await page.getByRole('button', { name: /I press Run/ }).click()
    await page.keyboard.press('Tab')
    await page.getByText('after “When', { exact: false }).waitFor()
    await page.getByRole('combobox', { name: 'Find a node' }).fill('edit fi')
    await page.getByRole('option', { name: /Edit Fields/, selected: true }).waitFor()
    await page.keyboard.press('Enter')
    await card(page, 'Edit Fields').waitFor()
    await expect.poll(() => channels(page)).toHaveLength(1)

    await page.keyboard.press('Control+z')
    await expect.poll(() => names(page)).toHaveLength(1)
    await page.keyboard.press('Control+Shift+z')
    await card(page, 'Edit Fields').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => channels(page)).toHaveLength(0)
    await page.getByRole('button', { name: 'Redo' }).click()
    await expect.poll(() => channels(page)).toHaveLength(1)
  })

  test('what is not found can be done in other ways', async () => {
    const { page } = seat()
    await bringAsking()
    await page.getByRole('button', { name: /^Add node/ }).click()
    await page.getByRole('combobox', { name: 'Find a node' }).fill('warp drive')
    await page.getByText('No node for “warp drive”').waitFor()
    await page.getByRole('button', { name: 'Write code' }).click()
    await page.getByRole('dialog', { name: /^Code/ }).waitFor()
    await page.keyboard.press('Escape')
  })

  test('a channel let go on the canvas asks what happens next', async () => {
    const { page } = seat()
    await bringAsking()
    const out = await port(page, 'People', 'out')
    await drag(page, out, { x: out.x + 60, y: out.y + 220 })
    await page.getByRole('combobox', { name: 'Find a node' }).fill('limit')
    await page.keyboard.press('Enter')
    await card(page, 'Limit').waitFor()
    await expect.poll(() => channels(page)).toHaveLength(4)
    const [limit, people] = [await boxOf(card(page, 'Limit')), await boxOf(card(page, 'People'))]
    expect(limit.y).toBeGreaterThan(people.y + people.height)
  })

  test('ports are joined by hand, cards are moved, and both go back', async () => {
    const { page } = seat()
    await bringAsking()
    await drag(page, await port(page, 'Start', 'out'), await port(page, 'Keep', 'in'))
    await expect.poll(() => channels(page)).toHaveLength(4)
    const before = await boxOf(card(page, 'Ask'))
    const grip = { x: before.x + 100, y: before.y + 16 }
    await drag(page, grip, { x: grip.x + 4, y: grip.y + 160 })
    await expect.poll(async () => (await boxOf(card(page, 'Ask'))).y).toBeGreaterThan(before.y + 120)
    await saved(page)
    await page.reload()
    await expect.poll(() => channels(page)).toHaveLength(4)
    const [ask, keep] = [await boxOf(card(page, 'Ask')), await boxOf(card(page, 'Keep'))]
    expect(ask.y).toBeGreaterThan(keep.y + 100)
  })

  test('a node is inserted into a channel, and a channel is removed', async () => {
    const { page } = seat()
    await bringAsking()
    const [from, to] = [await port(page, 'People', 'out'), await port(page, 'Ask', 'in')]
    await page.mouse.move((from.x + to.x) / 2, from.y)
    await page.getByRole('button', { name: 'Insert a node' }).click()
    await page.getByRole('combobox', { name: 'Find a node' }).fill('filter')
    await page.keyboard.press('Enter')
    await card(page, 'Filter').waitFor()
    await expect.poll(() => channels(page)).toHaveLength(4)
    const [people, filter, ask] = [
      await boxOf(card(page, 'People')),
      await boxOf(card(page, 'Filter')),
      await boxOf(card(page, 'Ask')),
    ]
    expect([people.x + people.width < filter.x, filter.x + filter.width < ask.x]).toEqual([true, true])

    const [behind, before] = [await port(page, 'Filter', 'out'), await port(page, 'Ask', 'in')]
    await page.mouse.move((behind.x + before.x) / 2, behind.y)
    await page.getByRole('button', { name: 'Remove the connection' }).click()
    await expect.poll(() => channels(page)).toHaveLength(3)
  })

  test('an end of a channel goes to another node, and comes back with one step', async () => {
    const { page } = seat()
    await bringIntake()
    await expect.poll(() => channels(page)).toHaveLength(5)
    const before = await channels(page)
    const from = await port(page, 'Reply reserved', 'in')
    const to = await port(page, 'Reply small', 'in')
    await drag(page, { x: from.x - 15, y: from.y }, to)
    await expect.poll(() => channels(page)).not.toEqual(before)
    await expect.poll(() => channels(page)).toHaveLength(5)
    await page.keyboard.press('Control+z')
    await expect.poll(() => channels(page)).toEqual(before)
  })

  test('nodes are deleted, and with Shift their ends are joined', async () => {
    const { page } = seat()
    await bringAsking()
    await card(page, 'People').click()
    await page.keyboard.press('Shift+Delete')
    await expect.poll(() => channels(page)).toHaveLength(2)
    await card(page, 'Ask').click()
    await page.keyboard.press('Delete')
    await expect.poll(() => names(page)).toEqual(['Start', 'Keep'])
    await expect.poll(() => channels(page)).toHaveLength(0)
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    await expect.poll(() => names(page)).toHaveLength(4)
    await expect.poll(() => channels(page)).toHaveLength(3)
  })

  test('a file let go anywhere becomes the workflow, with its name', async () => {
    const { page } = seat()
    await startEmpty()
    const intake = JSON.stringify(await orderIntake(stage().service.address, 'Dropped'))
    await drop(page, 'h2', [['intake.json', intake]])
    await card(page, 'Reserve stock').waitFor()
    await expect.poll(() => names(page)).toEqual(six)
    await page.getByRole('button', { name: 'Dropped', exact: true }).waitFor()
    await drop(page, '.react-flow__pane', [['notes.txt', 'Nothing of ours']])
    await page.getByText('“notes.txt” holds no workflow').waitFor()
  })

  test('the clipboard carries n8n’s text both ways', async () => {
    const { page } = seat()
    await bringIntake()
    await card(page, 'Reserve stock').click()
    await page.keyboard.press('Control+c')
    const copied = JSON.parse(await clipboard(page))
    expect(copied.nodes).toMatchObject([{ name: 'Reserve stock', type: 'n8n-nodes-base.httpRequest' }])

    await page.keyboard.press('Control+v')
    await card(page, 'Reserve stock1').waitFor()
    const [original, copy] = [await boxOf(card(page, 'Reserve stock')), await boxOf(card(page, 'Reserve stock1'))]
    expect(copy.y).toBeGreaterThan(original.y + original.height)
    await page.keyboard.press('Control+z')

    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+x')
    await page.getByRole('heading', { name: 'Start your workflow' }).waitFor()
    expect(Object.keys(JSON.parse(await clipboard(page)).connections)).toHaveLength(4)
    await page.keyboard.press('Control+v')
    await card(page, 'Reply small').waitFor()
    await expect.poll(() => names(page)).toEqual(six)
    await expect.poll(() => channels(page)).toHaveLength(5)
  })

  test('a note is written, and stays as it was written', async () => {
    const { page } = seat()
    await bringAsking()
    await page.mouse.click(700, 640)
    await page.keyboard.press('s')
    const note = page.getByRole('region', { name: /^Note/ })
    await note.dblclick()
    await page.getByRole('textbox', { name: 'Text of the note' }).fill('Ask **first**, then keep.')
    await page.keyboard.press('Escape')
    await note.getByText('first', { exact: true }).waitFor()
    await note.getByRole('button', { name: 'Paper' }).click()
    await page.getByRole('menuitem', { name: 'Reed' }).click()
    await expect.poll(() => note.getAttribute('data-paper')).toBe('reed')
    await saved(page)
    await page.reload()
    await note.getByText('first', { exact: true }).waitFor()
    expect(await note.getAttribute('data-paper')).toBe('reed')
  })

  test('what is added out of sight comes into view', async () => {
    const { page } = seat()
    await bringIntake()
    await card(page, 'Reply reserved').click()
    await page.mouse.move(700, 500)
    await page.mouse.wheel(-3000, 0)
    await expect.poll(async () => (await boxOf(card(page, 'Reply reserved'))).x).toBeGreaterThan(1440)
    await page.keyboard.press('Tab')
    await page.getByRole('combobox', { name: 'Find a node' }).fill('no operation')
    await page.keyboard.press('Enter')
    const { x, width } = await boxOf(card(page, 'No Operation'))
    expect([x >= 0, x + width <= 1440]).toEqual([true, true])
  })

  test('from afar cards are plates: channels stay, cards open and move, and near by all is back', async () => {
    const { page } = seat()
    await bringIntake()
    await card(page, 'Is it large?').waitFor()
    await expect.poll(() => channels(page)).toHaveLength(5)
    const joined = await channels(page)
    const ports = page.getByRole('img', { name: /^(?:Input|Output)/ })
    await expect.poll(() => ports.count()).toBeGreaterThan(0)
    for (let step = 0; step < 8; step += 1) await page.keyboard.press('-')
    await expect.poll(() => ports.count()).toBe(0)
    await expect.poll(() => channels(page)).toEqual(joined)
    await card(page, 'Is it large?').dblclick()
    await page.getByRole('dialog', { name: 'Is it large?' }).waitFor()
    await page.keyboard.press('Escape')
    const before = await boxOf(card(page, 'Is it large?'))
    await drag(page, { x: before.x + before.width / 2, y: before.y + before.height / 2 }, { x: 700, y: 650 })
    await expect.poll(async () => (await boxOf(card(page, 'Is it large?'))).y).toBeGreaterThan(before.y + 20)
    await expect.poll(() => channels(page)).toEqual(joined)
    await page.keyboard.press('0')
    await expect.poll(() => ports.count()).toBeGreaterThan(0)
    await page.keyboard.press('Control+z')
  })

  test('keys walk, rename, switch off and tidy', async () => {
    const { page } = seat()
    await bringIntake()
    await card(page, 'Read the order').click()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('d')
    await card(page, 'Is it large?', 'switched off').waitFor()
    await page.keyboard.press('d')
    await page.keyboard.press('F2')
    await page.keyboard.type('Is it big?')
    await page.keyboard.press('Enter')
    await card(page, 'Is it big?').waitFor()
    await page.keyboard.press('Control+z')
    await card(page, 'Is it large?').waitFor()

    await drag(page, await middle(page, 'Read the order'), { x: 500, y: 640 })
    await page.keyboard.press('Alt+t')
    const top = async (name: string) => (await boxOf(card(page, name))).y
    await expect.poll(async () => (await top('Read the order')) - (await top('Order received'))).toBe(0)
    await saved(page)
  })
}

async function middle(page: Page, name: string) {
  const { x, y, width } = await boxOf(card(page, name))
  return { x: x + width / 2, y: y + 12 }
}

function clipboard(page: Page): Promise<string> {
  return page.evaluate<string>('navigator.clipboard.readText()')
}

/** Files let go over an element, as a desktop hands them over. */
async function drop(page: Page, over: string, files: readonly (readonly [name: string, text: string])[]) {
  await page.evaluate(`(() => {
    const carried = new DataTransfer()
    for (const [name, text] of ${JSON.stringify(files)}) carried.items.add(new File([text], name))
    const target = document.querySelector(${JSON.stringify(over)})
    const { x, y, width, height } = target.getBoundingClientRect()
    const at = { clientX: x + width / 2, clientY: y + height / 2 }
    for (const type of ['dragover', 'drop']) {
      target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carried, ...at }))
    }
  })()`)
}
