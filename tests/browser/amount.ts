/** Much data, and files: an output of very many items opens at once, and files are looked at where they lie. */
import { expect, test } from 'vitest'
import { card } from './cards.ts'
import { unnamedControls } from './names.ts'
import { started } from './documents.ts'
import { type Stage, seated } from './stage.ts'

const many = 100_000

export function amount(stage: () => Stage): void {
  const seat = seated(stage)
  const open = async (name: string) => {
    await card(seat().page, name).dblclick()
    const output = seat().page.getByRole('dialog', { name }).getByRole('region', { name: 'Output' })
    await output.waitFor()
    return output
  }

  test('of very many items the first are there at once, and any other when one goes to it', async () => {
    const { page, bring } = seat()
    await bring(coded('Many', `return Array.from({ length: ${many} }, (_, n) => ({ json: { n, word: 'item ' + n } }))`))
    await page.keyboard.press('Control+Enter')
    await card(page, 'Make', 'succeeded, 100,000 items').waitFor({ timeout: 60_000 })
    const asked: string[] = []
    page.on('request', (request) => request.url().includes('/items?') && asked.push(request.url()))
    const output = await open('Make')
    await page.keyboard.press('1')
    await output.getByRole('cell', { name: 'item 0', exact: true }).waitFor()
    expect(asked.length).toBeLessThanOrEqual(2)
    await output.getByRole('button', { name: 'Item 1 of 100,000' }).click()
    await output.getByRole('textbox', { name: 'Number of the item' }).fill('87654')
    await page.keyboard.press('Enter')
    await output.getByRole('cell', { name: 'item 87653', exact: true }).waitFor()
    expect(asked.length).toBeLessThanOrEqual(5)
    await page.keyboard.press('2')
    await output.getByRole('region', { name: 'JSON' }).getByText('"item 87653"').waitFor()
    await output.getByRole('button', { name: 'Pin its data' }).click()
    await page.getByText('At most 10,000 can be pinned').waitFor()
    await page.keyboard.press('Escape')
  }, 120_000)

  test('files are looked at in the item, and downloaded whole', async () => {
    const { page, bring } = seat()
    await bring(coded('Files', makingFiles))
    await page.keyboard.press('Control+Enter')
    await page.getByText('Succeeded', { exact: true }).waitFor()
    const output = await open('Make')
    const files = output.getByRole('list', { name: 'Files' })
    const look = async (name: string) => {
      await files
        .getByRole('button', { name: `View ${name}` })
        .last()
        .click()
      return page.getByRole('dialog', { name })
    }
    const close = (name: string) => page.getByRole('dialog', { name }).getByRole('button', { name: 'Close' }).click()

    const picture = (await look('dot.png')).getByRole('img', { name: 'dot.png' })
    await expect.poll(() => picture.evaluate((image: { readonly naturalWidth: number }) => image.naturalWidth)).toBe(1)
    expect(await unnamedControls(page)).toEqual([])
    await close('dot.png')

    await (await look('data.json')).getByText('deep').waitFor()
    await close('data.json')

    await (await look('page.html')).getByText('<script>document.title').waitFor()
    await close('page.html')
    expect(await page.title()).not.toBe('taken over')

    const sound = (await look('tone.wav')).locator('audio')
    await expect
      .poll(() => sound.evaluate((audio: { readonly duration: number }) => audio.duration))
      .toBeCloseTo(0.5, 1)
    await close('tone.wav')

    const paper = (await look('paper.pdf')).getByRole('img', { name: 'Page 1' })
    await expect.poll(() => paper.evaluate(hasInk), { timeout: 20_000 }).toBe(true)
    await close('paper.pdf')

    expect(await files.getByRole('button', { name: 'View bytes.bin' }).count()).toBe(0)
    const downloading = page.waitForEvent('download')
    await files.getByRole('link', { name: 'Download bytes.bin' }).click()
    expect((await downloading).suggestedFilename()).toBe('bytes.bin')
    await page.keyboard.press('Escape')
  })
}

interface Canvas {
  readonly width: number
  readonly height: number
  getContext(kind: '2d'): { getImageData(...box: number[]): { readonly data: Uint8ClampedArray } }
}

/** Whether something dark is drawn on a canvas. Runs in the page. */
function hasInk(canvas: Canvas): boolean {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 100 && (data[at + 3] ?? 0) > 0) return true
  return false
}

/** Start → Make, with this code. */
function coded(name: string, jsCode: string): object {
  return started(name, { name: 'Make', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } })
}

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

/** A page with a word on it, and a second of half a tone. */
const makingFiles = `
const file = (name, type, content) => this.helpers.prepareBinaryData(Buffer.from(content), name, type)
const wav = Buffer.alloc(44 + 4000)
wav.write('RIFF', 0); wav.writeUInt32LE(4036, 4); wav.write('WAVEfmt ', 8); wav.writeUInt32LE(16, 16)
wav.writeUInt16LE(1, 20); wav.writeUInt16LE(1, 22); wav.writeUInt32LE(8000, 24); wav.writeUInt32LE(8000, 28)
wav.writeUInt16LE(1, 32); wav.writeUInt16LE(8, 34); wav.write('data', 36); wav.writeUInt32LE(4000, 40)
for (let at = 0; at < 4000; at += 1) wav[44 + at] = 128 + Math.round(60 * Math.sin(at / 3))
const drawn = 'BT /F1 48 Tf 72 700 Td (Mill) Tj ET 72 600 200 40 re f'
const objects = [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
  '<< /Length ' + drawn.length + ' >>\\nstream\\n' + drawn + '\\nendstream',
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
]
let pdf = '%PDF-1.4\\n'
const places = objects.map((object, index) => {
  const at = pdf.length
  pdf += (index + 1) + ' 0 obj\\n' + object + '\\nendobj\\n'
  return at
})
const table = pdf.length
pdf += 'xref\\n0 6\\n0000000000 65535 f \\n' + places.map((at) => String(at).padStart(10, '0') + ' 00000 n \\n').join('')
pdf += 'trailer << /Size 6 /Root 1 0 R >>\\nstartxref\\n' + table + '\\n%%EOF'
return [{ json: {}, binary: {
  dot: await file('dot.png', 'image/png', Buffer.from('${png}', 'base64')),
  data: await file('data.json', 'application/json', '{"deep":{"er":1}}'),
  page: await file('page.html', 'text/html', '<script>document.title = "taken over"</script>'),
  tone: await file('tone.wav', 'audio/wav', wav),
  paper: await file('paper.pdf', 'application/pdf', pdf),
  bytes: await file('bytes.bin', 'application/octet-stream', 'abc'),
} }]
`
