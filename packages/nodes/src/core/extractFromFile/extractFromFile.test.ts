import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { extractFromFile } from './extractFromFile.node.ts'

function file(content: string | Uint8Array, mimeType = 'text/plain') {
  return { mimeType, data: Buffer.from(content).toString('base64') }
}

const other = file('o')

function run(content: string | Uint8Array, parameters: JsonObject) {
  return runNode(extractFromFile, {
    inputs: [[{ json: { id: 7 }, binary: { data: file(content), other } }]],
    parameters: { destinationKey: 'out', ...parameters },
  })
}

const first = async (...call: Parameters<typeof run>) => (await run(...call)).outputs[0]?.[0]
const rows = async (...call: Parameters<typeof run>) => (await run(...call)).json

describe('a value of a file', () => {
  test('replaces the fields, and takes the file away', async () => {
    expect(await first('grüezi', { operation: 'text' })).toEqual({
      json: { out: 'grüezi' },
      binary: { other },
      pairedItem: { item: 0 },
    })
  })

  test.each([
    ['json', ['id', 'out'], ['other']],
    ['binary', ['out'], ['data', 'other']],
    ['both', ['id', 'out'], ['data', 'other']],
  ])('keeps %s where it is told to', async (keepSource, fields, files) => {
    const item = await first('x', { operation: 'text', options: { keepSource } })
    expect([Object.keys(item?.json ?? {}), Object.keys(item?.binary ?? {})]).toEqual([fields, files])
  })

  test('lies where its path says, and nowhere else', async () => {
    expect((await first('x', { operation: 'text', destinationKey: 'a.b[1]' }))?.json).toEqual({ a: { b: [null, 'x'] } })
    await run('x', { operation: 'text', destinationKey: '__proto__.polluted' })
    expect({}).not.toHaveProperty('polluted')
  })

  test('is text in the encoding of the file', async () => {
    const text = async (bytes: Uint8Array, options: JsonObject = {}) =>
      (await first(bytes, { operation: 'text', options }))?.json['out']
    expect(await text(Buffer.from([0x67, 0xfc]), { encoding: 'windows1252' })).toBe('gü')
    expect(await text(Buffer.from([0x83, 0x65]), { encoding: 'shiftjis' })).toBe('テ')
    expect(await text(Buffer.from('\uFEFFa'))).toBe('a')
    expect(await text(Buffer.from('\uFEFFa'), { encoding: 'utf8', stripBOM: false })).toBe('\uFEFFa')
    await expect(text(Buffer.from('a'), { encoding: 'klingon' })).rejects.toThrow('"klingon" is not known')
  })

  test('is JSON, a text of XML, or base64', async () => {
    const value = async (content: string, operation: string) => (await first(content, { operation }))?.json['out']
    expect(await value('{"a":[1]}', 'fromJson')).toEqual({ a: [1] })
    expect(await value('<a/>', 'xml')).toBe('<a/>')
    expect(await value('hello', 'binaryToPropery')).toBe('aGVsbG8=')
    await expect(value('{', 'fromJson')).rejects.toThrow('The file "data" is no JSON')
  })

  test('is lines of JSON, an item for each', async () => {
    const { outputs } = await run('{"a":1}\n{"a":2}\n', { operation: 'fromJsonLines' })
    expect(outputs[0]?.map(({ json }) => json)).toEqual([{ a: 1 }, { a: 2 }])
    await expect(run('{"a":1}\n{', { operation: 'fromJsonLines' })).rejects.toThrow('Line 2 of the file "data"')
  })

  test('needs a file', async () => {
    const missing = run('x', { operation: 'text', binaryPropertyName: '__proto__' })
    await expect(missing).rejects.toThrow('There is no file "__proto__", only "data", "other".')
  })
})

describe('rows of CSV', () => {
  const csv = (content: string, options: JsonObject = {}) => run(content, { operation: 'csv', options })

  test('are texts, without the cells that are empty', async () => {
    expect((await csv('a,b,c\n007,true,\n"x, y","1""2",z')).json).toEqual([
      { a: '007', b: 'true' },
      { a: 'x, y', b: '1"2', c: 'z' },
    ])
    expect((await csv('a,b\n1,', { includeEmptyCells: true })).json).toEqual([{ a: '1', b: '' }])
  })

  test('may have no names', async () => {
    expect((await csv('1,\n2,3', { headerRow: false })).json).toEqual([
      { row: { 0: '1' } },
      { row: { 0: '2', 1: '3' } },
    ])
    expect((await csv('1,', { headerRow: false, includeEmptyCells: true })).json).toEqual([{ row: ['1', ''] }])
  })

  test('are read in part', async () => {
    expect((await csv('note\n\na;b\n1;2\n3;4\n5;6', { fromLine: 3, maxRowCount: 2, delimiter: ';' })).json).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ])
    expect((await csv('a\n1', { maxRowCount: 0 })).json).toEqual([])
  })

  test('end at a malformed one, which a hint tells', async () => {
    const { json, outcome } = await csv('a,b\n1,2\n3\n4,5')
    expect(json).toEqual([{ a: '1', b: '2' }])
    expect(outcome).toMatchObject({ hints: [expect.stringContaining('one is malformed: Invalid Record Length')] })
  })

  test('leave malformed ones out, as many as they may', async () => {
    const skip = (maxSkippedRecords: number) =>
      csv('a,b\n1,2\n3\n4,5\n6\n7,8', { skipRecordsWithErrors: { value: { enabled: true, maxSkippedRecords } } })
    const all = await skip(-1)
    expect(all.json.map((one) => one['a'])).toEqual(['1', '4', '7'])
    expect(all.outcome).toMatchObject({ hints: [expect.stringContaining('2 malformed rows were left out')] })
    const some = await skip(1)
    expect(some.json.map((one) => one['a'])).toEqual(['1', '4'])
    expect(some.outcome).toMatchObject({ hints: [expect.stringContaining('more than 1 rows are malformed')] })
  })

  test('may have columns of any name', async () => {
    const { json } = await csv('__proto__,constructor,a,a\n1,2,3,4')
    expect(json.map((one) => Object.entries(one))).toEqual([
      [
        ['__proto__', '1'],
        ['constructor', '2'],
        ['a', '4'],
      ],
    ])
  })

  test('have a sensible width', async () => {
    await expectFailure(csv(`${'a,'.repeat(20_000)}a\n`), 'it has 20001 columns')
  })

  test('of a large file come from a thread of their own', async () => {
    const { json } = await csv(`n\n${Array.from({ length: 60_000 }, (_, n) => n).join('\n')}`)
    expect(json.length).toBe(60_000)
    expect(json.at(-1)).toEqual({ n: '59999' })
  })

  /** Failures of one item are marked in the list: a run on the whole list does not throw them. */
  async function expectFailure(running: ReturnType<typeof csv>, message: string) {
    const [failed] = (await running).outputs[0] ?? []
    expect(failed?.error).toMatchObject({ message: expect.stringContaining(message), itemIndex: 0 })
  }

  test('fail with their item', async () => {
    await expectFailure(run('x', { operation: 'csv', binaryPropertyName: 'nope' }), 'There is no file "nope"')
  })
})

describe('rows of a spreadsheet', () => {
  test('come out of a table in HTML', async () => {
    const table = '<table><tr><th>h</th><th>i</th></tr><tr><td>1</td><td>x</td></tr></table>'
    expect(await rows(table, { operation: 'html' })).toEqual([{ h: 1, i: 'x' }])
    expect(await rows(table, { operation: 'html', options: { headerRow: false } })).toEqual([
      { row: ['h', 'i'] },
      { row: [1, 'x'] },
    ])
  })

  test('are texts where values stay as they are', async () => {
    expect(await rows('d,n\n2024-01-02,1', { operation: 'rtf', options: { rawData: true } })).toEqual([
      { d: '2024-01-02', n: '1' },
    ])
  })

  test('of another sheet are told to be missing', async () => {
    const missing = run('a\n1', { operation: 'xlsx', options: { sheetName: 'Other' } })
    await expect(missing).rejects.toThrow('has no sheet "Other", only "Sheet1"')
  })

  test('begin where the range says', async () => {
    const part = (range: string) => rows('x,y\na,b\n1,2\n3,4', { operation: 'xls', options: { range } })
    expect(await part('1')).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ])
    expect(await part('A2:A3')).toEqual([{ a: 1 }])
  })
})

test('reads calendars', async () => {
  const calendar = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    'UID:u',
    'SUMMARY:Review\\, with all',
    'DTSTART:20240102T100000Z',
    'DTEND:20240102T110000Z',
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n')
  expect((await first(calendar, { operation: 'fromIcs' }))?.json['out']).toMatchObject({
    version: '2.0',
    events: [{ uid: 'u', summary: 'Review, with all', start: { date: '2024-01-02T10:00:00.000Z', type: 'DATE-TIME' } }],
  })
})

describe('text of PDF', () => {
  const page = (number: number) =>
    `${number} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents ${number + 1} 0 R/Resources<</Font<</F1 9 0 R>>>>>>endobj\n`
  const content = (number: number, text: string) => {
    const drawn = `BT /F1 18 Tf 20 50 Td (${text}) Tj ET`
    return `${number} 0 obj<</Length ${drawn.length}>>stream\n${drawn}\nendstream endobj\n`
  }
  const document = [
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n',
    '2 0 obj<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>endobj\n',
    page(3),
    content(4, 'One'),
    page(5),
    content(6, 'Two'),
    '8 0 obj<</Title(A title)>>endobj\n9 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n',
    'trailer<</Root 1 0 R/Info 8 0 R>>\n%%EOF',
  ].join('')

  const pdf = async (options: JsonObject = {}) => (await first(document, { operation: 'pdf', options }))?.json

  test('is one, with what the document says of itself', async () => {
    expect(await pdf()).toMatchObject({
      numpages: 2,
      numrender: 2,
      text: 'One\n\nTwo',
      info: { Title: 'A title' },
      version: expect.stringMatching(/^\d/),
    })
  })

  test('is a list of those pages that are wanted', async () => {
    expect(await pdf({ joinPages: false })).toMatchObject({ text: ['One', 'Two'] })
    expect(await pdf({ maxPages: 1, keepSource: 'json' })).toMatchObject({
      id: 7,
      numpages: 2,
      numrender: 1,
      text: 'One',
    })
  })
})
