import { expect, test } from 'vitest'
import { jsonLines } from './json-lines.ts'

async function read(text: string, size = 7) {
  const bytes = Buffer.from(text)
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.subarray(n * size, (n + 1) * size),
  )
  const values: unknown[] = []
  for await (const { json } of jsonLines(chunks, 'The file')) values.push(json)
  return values
}

test.each([
  ['', []],
  ['{"a":1}', [{ a: 1 }]],
  ['{"a":1}\n', [{ a: 1 }]],
  ['{"a":1}\r\n{"a":"zwölf 💡"}\r\n\r\n  \n{"b":{"c":[]}}', [{ a: 1 }, { a: 'zwölf 💡' }, { b: { c: [] } }]],
  ['\uFEFF{"a":1}\n{"b":"\uFEFF"}', [{ a: 1 }, { b: '\uFEFF' }]],
])('%j is read, wherever its pieces end', async (text, values) => {
  for (const size of [1, 2, 3, 7, 1000]) expect(await read(text, size)).toEqual(values)
})

test.each([
  ['{"a":1}\n\n{"a":', 'Line 3 of The file is not JSON.'],
  ['[1]', 'Line 1 of The file is JSON, but no object.'],
  ['{}\nnull\n', 'Line 2 of The file is JSON, but no object.'],
])('%j is refused with the number of the line', async (text, message) => {
  await expect(read(text)).rejects.toMatchObject({ code: 'json_lines', message })
})
