import { constants, deflateRawSync, deflateSync } from 'node:zlib'
import { utils, write } from '@e965/xlsx'
import { NodeError } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { readArchive, unpackEntry } from './archive.ts'
import { readApart } from './read-apart.ts'
import { writeArchive } from './write-archive.ts'

const { signal } = new AbortController()
const sheet = (bytes: Uint8Array) => readApart('sheet', bytes, {}, { signal })
const pdf = (bytes: Uint8Array, seconds = 20) => readApart('pdf', bytes, {}, { signal, seconds })

/** The code of the error a file is refused with. */
async function refusal(reading: Promise<unknown>): Promise<string> {
  const thrown = await reading.catch((error: unknown) => error)
  if (!(thrown instanceof NodeError)) throw new TypeError(`The file was read: ${JSON.stringify(thrown).slice(0, 200)}`)
  return thrown.code
}

const row = { a: 1, b: 'text' }
const sheetPart = 'xl/worksheets/sheet1.xml'
const at = new Date(0)

/** A workbook with one row, its parts changed. */
async function workbook(change: (name: string, text: string) => string): Promise<Uint8Array> {
  const book = { SheetNames: ['One'], Sheets: { One: utils.json_to_sheet([row]) } }
  const files = []
  for (const entry of readArchive(write(book, { bookType: 'xlsx', type: 'buffer', bookSST: true }))) {
    const text = change(entry.name, Buffer.from(await unpackEntry(entry)).toString())
    files.push({ name: entry.name, bytes: Buffer.from(text) })
  }
  return writeArchive(files, { at })
}

const inSheet = (find: string | RegExp, replacement: string) =>
  workbook((name, text) => (name === sheetPart ? text.replace(find, replacement) : text))

describe('hostile spreadsheets', () => {
  test('an archive that grows beyond reason is refused', async () => {
    const bomb = await writeArchive([{ name: sheetPart, bytes: Buffer.alloc(40 * 1024 * 1024) }], { at })
    expect(await refusal(sheet(bomb))).toBe('archive_too_large')
  })

  test('a size that is not true is not believed', async () => {
    const lying = await inSheet(/<dimension ref="[^"]*"/, '<dimension ref="A1:XFD1048576"')
    expect((await sheet(lying)).rows).toEqual([row])
  })

  test('a sheet that reaches to the far end is read in part only', async () => {
    const far = await inSheet('</sheetData>', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    expect(await refusal(sheet(far))).toBe('table_too_large')
    expect((await readApart('sheet', far, { range: 'A1:B2' }, { signal })).rows).toEqual([row])
  })

  test('a long text that many cells share is refused', async () => {
    const cells = Array.from(
      { length: 600 },
      (_, one) => `<row r="${one + 3}"><c r="B${one + 3}" t="s"><v>2</v></c></row>`,
    )
    const shared = await workbook((name, text) =>
      name === 'xl/sharedStrings.xml'
        ? text.replace('<t>text</t>', `<t>${'ab '.repeat(400_000)}</t>`)
        : text.replace('</sheetData>', `${cells.join('')}</sheetData>`),
    )
    expect(await refusal(sheet(shared))).toBe('table_too_large')
  })

  test('entities that grow stay as they are', async () => {
    const laughing = await workbook((name, text) =>
      name === 'xl/sharedStrings.xml'
        ? text
            .replace('<sst', '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst')
            .replace('<t>text</t>', '<t>&b;</t>')
        : text,
    )
    expect((await sheet(laughing)).rows).toEqual([{ a: 1, b: '&b;' }])
  })

  test('elements within elements do not go deep', async () => {
    const deep = await inSheet('<sheetData>', `${'<a>'.repeat(200_000)}<sheetData>`)
    expect((await sheet(deep)).rows).toEqual([row])
  })

  test('columns may have any name', async () => {
    const { rows } = await sheet(Buffer.from('__proto__,constructor,a,a\n1,2,3,4\n'))
    expect(rows.map((one) => Object.entries(one))).toEqual([
      [
        ['__proto__', 1],
        ['constructor', 2],
        ['a', 3],
        ['a_1', 4],
      ],
    ])
  })
})

/** A PDF document of these objects, of which the first is the root. */
function pdfOf(...objects: (string | Buffer)[]): Buffer {
  const parts = objects.flatMap((one, index) => [
    Buffer.from(`${index + 1} 0 obj\n`),
    Buffer.from(one),
    Buffer.from('\nendobj\n'),
  ])
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), ...parts, Buffer.from('trailer<</Root 1 0 R>>\n%%EOF')])
}

const root = '<</Type/Catalog/Pages 2 0 R>>'
const pages = '<</Type/Pages/Kids[3 0 R]/Count 1>>'
const font = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'

function page(resources: string): string {
  return `<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 R/Resources<<${resources}>>>>`
}

function stream(content: string | Buffer, about = ''): Buffer {
  const head = `<<${about}/Length ${Buffer.byteLength(content)}>>stream\n`
  return Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from('\nendstream')])
}

/** So many megabytes of blanks, packed: the same piece again and again, since what was before it looks like it. */
function blanks(megabytes: number): Buffer {
  const piece = deflateRawSync(Buffer.alloc(1024 * 1024, ' '), { finishFlush: constants.Z_SYNC_FLUSH })
  return Buffer.concat([
    Buffer.from([0x78, 0x9c]),
    ...Array.from({ length: megabytes }, () => piece),
    Buffer.from([3, 0]),
  ])
}

describe('hostile PDF documents', () => {
  const hello = stream('BT /F1 18 Tf 20 50 Td (Hello) Tj ET')

  test('one that is as it should be is read', async () => {
    const { pages: texts } = await pdf(pdfOf(root, pages, page('/Font<</F1 5 0 R>>'), hello, font))
    expect(texts).toEqual(['Hello'])
  })

  test('pages that contain themselves end', async () => {
    const looping = pdfOf(root, '<</Type/Pages/Kids[2 0 R]/Count 5>>', page(''), hello, font)
    expect((await pdf(looping)).pages.join('')).toBe('')
  })

  test('a drawing that draws itself ends', async () => {
    const form = stream(
      '/X Do BT /F1 9 Tf (again) Tj ET',
      '/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>',
    )
    const looping = pdfOf(root, pages, page('/XObject<</X 5 0 R>>'), stream('/X Do'), form)
    expect((await pdf(looping)).pageCount).toBe(1)
  })

  test('content that grows beyond reason is given up', async () => {
    const packed = stream(deflateSync(blanks(3000)), '/Filter[/FlateDecode/FlateDecode]')
    expect(packed.length).toBeLessThan(100_000)
    const reading = pdf(pdfOf(root, pages, page('/Font<</F1 5 0 R>>'), packed, font), 3)
    expect(['file_too_large', 'file_too_slow']).toContain(await refusal(reading))
  })

  test.each([
    ['nothing', ''],
    ['no PDF', 'hello'],
    ['only its mark', '%PDF-1.7'],
  ])('%s is refused', async (_what, text) => {
    expect(await refusal(pdf(Buffer.from(text)))).toBe('pdf_invalid')
  })
})

describe('a reader', () => {
  test('is given up when the execution is cancelled', async () => {
    const cancelled = new AbortController()
    const packed = stream(deflateSync(blanks(3000)), '/Filter[/FlateDecode/FlateDecode]')
    const reading = readApart('pdf', pdfOf(root, pages, page(''), packed), {}, { signal: cancelled.signal })
    setTimeout(() => cancelled.abort(new Error('cancelled')), 100)
    await expect(reading).rejects.toThrow('cancelled')
  })

  test('reads one file after the other, also when there are many', async () => {
    const read = Array.from({ length: 20 }, (_, index) =>
      readApart('csv', Buffer.from(`n\n${index}\n`), {}, { signal }),
    )
    expect((await Promise.all(read)).map(({ rows }) => rows[0]?.['n'])).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index)),
    )
  })

  test('says what is wrong with a file', async () => {
    await expect(sheet(Buffer.from('<r><a>1</a></r>'))).rejects.toThrow('The file cannot be read')
    await expect(readApart('calendar', Buffer.from('no\ncalendar'), undefined, { signal })).rejects.toThrow(
      'The file is no calendar',
    )
  })
})
