import type { Item, JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { extractFromFile } from '../extractFromFile/extractFromFile.node.ts'
import { convertToFile } from './convertToFile.node.ts'

const people = [
  { id: 1, name: 'Ada', tags: ['x', 'y'], address: { city: 'Basel' } },
  { id: 2, name: 'Gr"ace, H', ok: false, none: null },
]

/** Files as they are stored, so that a test can look at them. */
function shelf() {
  const bytes: Buffer[] = []
  return {
    bytes,
    files: {
      store: async (content: Uint8Array, about: { fileName?: string; mimeType?: string }) => {
        bytes.push(Buffer.from(content))
        return { mimeType: 'application/octet-stream', ...about, data: Buffer.from(content).toString('base64') }
      },
      read: async () => new Uint8Array(),
    },
  }
}

async function run(parameters: JsonObject, items: readonly (Item | JsonObject)[] = people, version = 1.1) {
  const { bytes, files } = shelf()
  const { outputs, outcome } = await runNode(convertToFile, { items, parameters, version, context: { files } })
  return { items: outputs[0] ?? [], texts: bytes.map(String), bytes, outcome }
}

describe('a table', () => {
  test('has a row for each item, and a column for whatever lies in them', async () => {
    const { texts, items } = await run({ operation: 'csv' })
    expect(texts).toEqual([
      '\uFEFFid,name,tags.0,tags.1,address.city,ok,none\n1,Ada,x,y,Basel,,\n2,"Gr""ace, H",,,,FALSE,',
    ])
    expect(items).toMatchObject([
      { json: {}, binary: { data: { fileName: 'File.csv' } }, pairedItem: [{ item: 0 }, { item: 1 }] },
    ])
  })

  test('may have no names and another delimiter', async () => {
    const { texts } = await run({ operation: 'csv', options: { headerRow: false, delimiter: ';' } }, [
      { a: 1, b: 'x;y' },
    ])
    expect(texts).toEqual(['\uFEFF1;"x;y"'])
  })

  test.each(['xlsx', 'xls', 'ods', 'html', 'rtf'])('in %s can be read again', async (operation) => {
    const { items } = await run({ operation, options: { fileName: `people.${operation}` } }, [
      { a: 1, b: 'x' },
      { a: 2 },
    ])
    expect(items[0]?.binary?.['data']?.fileName).toBe(`people.${operation}`)
    const { json } = await runNode(extractFromFile, { items, parameters: { operation } })
    expect(json).toEqual([{ a: 1, b: 'x' }, { a: 2 }])
  })

  test('holds fields of any name', async () => {
    const odd: JsonObject = JSON.parse('{"__proto__":{"x":1},"constructor":2}')
    expect((await run({ operation: 'csv' }, [odd])).texts).toEqual(['\uFEFF__proto__.x,constructor\n1,2'])
  })

  test('is not larger than it can be', async () => {
    const ragged = Array.from({ length: 4000 }, (_, n) => ({ [`column${n}`]: n }))
    await expect(run({ operation: 'csv' }, ragged)).rejects.toThrow(
      'A table of 4000 rows and 2501 columns or more is too large',
    )
    await expect(run({ operation: 'xlsx' }, [{ long: 'x'.repeat(40_000) }])).rejects.toThrow(
      'cannot be written as XLSX',
    )
  })
})

describe('JSON', () => {
  test('is one file of all items', async () => {
    const { texts, items } = await run({ operation: 'toJson', options: { format: true, fileName: 'all.json' } }, [
      { a: 1 },
      { a: 2 },
    ])
    expect(texts).toEqual(['[\n  {\n    "a": 1\n  },\n  {\n    "a": 2\n  }\n]'])
    expect(items).toMatchObject([{ binary: { data: { fileName: 'all.json', mimeType: 'application/json' } } }])
  })

  test('is a file for each item', async () => {
    const { texts, items } = await run({ operation: 'toJson', mode: 'each', binaryPropertyName: 'own' }, [
      { a: 1 },
      { a: 2 },
    ])
    expect(texts).toEqual(['{"a":1}', '{"a":2}'])
    expect(items.map(({ binary, pairedItem }) => [binary?.['own']?.fileName, pairedItem])).toEqual([
      ['file.json', { item: 0 }],
      ['file.json', { item: 1 }],
    ])
  })
})

describe('text', () => {
  test('is written in an encoding', async () => {
    const { bytes } = await run({ operation: 'toText', sourceProperty: 'a.b', options: { encoding: 'latin1' } }, [
      { a: { b: 'ü' } },
    ])
    expect(bytes).toEqual([Buffer.from([0xfc])])
    const marked = { operation: 'toText', sourceProperty: 'a', options: { encoding: 'utf8', addBOM: true } }
    expect((await run(marked, [{ a: 'x' }])).texts).toEqual(['\uFEFFx'])
  })

  test('of an object is JSON', async () => {
    const { items, texts } = await run({ operation: 'toText', sourceProperty: 'a' }, [{ a: { b: 1 } }])
    expect(texts).toEqual(['{"b":1}'])
    expect(items[0]?.binary?.['data']).toMatchObject({ fileName: 'file.txt', mimeType: 'application/json' })
  })

  test('needs its field', async () => {
    await expect(run({ operation: 'toText', sourceProperty: 'zz' }, [{ a: 1 }])).rejects.toThrow(
      'The item has no field "zz", only "a".',
    )
  })
})

describe('bytes', () => {
  test('come out of base64', async () => {
    const { items, texts } = await run(
      { operation: 'toBinary', sourceProperty: 'a', options: { mimeType: 'image/png' } },
      [{ a: 'aGVsbG8=' }],
    )
    expect(texts).toEqual(['hello'])
    expect(items[0]?.binary?.['data']).toMatchObject({ fileName: 'file', mimeType: 'image/png' })
  })

  test('come out of text, in the first version', async () => {
    const text = { operation: 'toBinary', sourceProperty: 'a', options: { dataIsBase64: false } }
    expect((await run(text, [{ a: 'hello' }], 1)).texts).toEqual(['hello'])
  })
})

describe('a calendar', () => {
  const event = (about: JsonObject = {}, additionalFields: JsonObject = {}) => ({
    operation: 'iCal',
    title: 'Review',
    start: '2024-01-02T10:00:00',
    end: '2024-01-02T11:30:00',
    ...about,
    additionalFields: { uid: 'u', ...additionalFields },
  })
  const lines = async (...about: Parameters<typeof event>) => (await run(event(...about), [{}])).texts[0]?.split('\r\n')

  test('has an event, its times in UTC', async () => {
    expect(await lines()).toEqual(
      expect.arrayContaining(['UID:u', 'SUMMARY:Review', 'DTSTART:20240102T100000Z', 'DTEND:20240102T113000Z']),
    )
    expect(await lines()).toContain('DTSTAMP:20240101T000000Z')
  })

  test('has an event in the zone of the workflow', async () => {
    const parameters = event({}, { useWorkflowTimezone: true })
    const { files, bytes } = shelf()
    await runNode(convertToFile, { items: [{}], parameters, context: { files, zone: 'America/New_York' } })
    expect(String(bytes[0])).toContain('DTSTART:20240102T150000Z')
  })

  test('has whole days, the last one included', async () => {
    expect(await lines({ start: '2024-01-02', end: '2024-01-03', allDay: true })).toEqual(
      expect.arrayContaining(['DTSTART;VALUE=DATE:20240102', 'DTEND;VALUE=DATE:20240104']),
    )
  })

  test('has people, a place and more', async () => {
    const found = await lines(
      {},
      {
        attendeesUi: {
          attendeeValues: [
            { name: 'A', email: 'a@x.co', rsvp: true },
            { name: 'B; C', email: 'b@x.co' },
          ],
        },
        organizerUi: { organizerValues: { name: 'O', email: 'o@x.co' } },
        geolocationUi: { geolocationValues: { lat: '47.5', lon: '7.6' } },
        recurrenceRule: 'FREQ=DAILY',
        busyStatus: 'BUSY',
        description: 'CN="x"\nsecond line',
      },
    )
    expect(found).toEqual(
      expect.arrayContaining([
        'ATTENDEE;RSVP=TRUE;CN=A:mailto:a@x.co',
        'ATTENDEE;RSVP=FALSE;CN="B; C":mailto:b@x.co',
        'ORGANIZER;CN=O:mailto:o@x.co',
        'GEO:47.5;7.6',
        'RRULE:FREQ=DAILY',
        'X-MICROSOFT-CDO-BUSYSTATUS:BUSY',
        'DESCRIPTION:CN="x"\\nsecond line',
      ]),
    )
  })

  test.each([
    ['uid', { uid: 'u\r\nATTENDEE:mailto:evil@x.co' }],
    ['recurrenceRule', { recurrenceRule: 'FREQ=DAILY\nX-EVIL:1' }],
    ['attendees', { attendeesUi: { attendeeValues: [{ name: 'A\nX-EVIL:1', email: 'a@x.co' }] } }],
  ])('has no lines that came with %s', async (_name, fields) => {
    await expect(lines({}, fields)).rejects.toThrow('is more than a line')
  })

  test('needs moments', async () => {
    await expect(lines({ start: 'x' })).rejects.toThrow('The parameter "Start" is "x", but a date is needed.')
    await expect(lines({}, { url: 'not an address' })).rejects.toThrow('The event cannot be written: url must match')
  })
})
