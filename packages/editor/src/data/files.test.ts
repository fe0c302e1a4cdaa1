import { expect, test } from 'vitest'
import { fileAddress, previewKind } from './files.ts'

test.each([
  ['image/png', '', 'image'],
  ['image/svg+xml', '', 'image'],
  ['image/x-icon', '', undefined],
  ['audio/mpeg', '', 'audio'],
  ['video/mp4', '', 'video'],
  ['application/pdf', '', 'pdf'],
  ['application/json; charset=utf-8', '', 'json'],
  ['application/vnd.api+json', '', 'json'],
  ['application/octet-stream', 'a.JSON', 'json'],
  ['text/html', 'page.html', 'text'],
  ['application/xml', '', 'text'],
  ['application/zip', 'a.zip', undefined],
] as const)('a file that says it is %s (%s) is shown as %s', (mimeType, fileName, kind) => {
  expect(previewKind({ mimeType, fileName })).toBe(kind)
})

test('bytes are at the server by reference, or in the item', () => {
  const file = { mimeType: 'text/plain', fileName: 'ä b.txt', id: 'x' }
  expect(fileAddress('7', file)).toBe('/rest/executions/7/files/x?name=%C3%A4+b.txt&type=text%2Fplain')
  expect(fileAddress('7', file, 'download')).toContain('as=download')
  expect(fileAddress(null, file)).toBeUndefined()
  expect(fileAddress(null, { mimeType: 'text/plain', data: 'YQ==' })).toBe('data:text/plain;base64,YQ==')
  expect(fileAddress('7', { mimeType: 'text/plain' })).toBeUndefined()
})
