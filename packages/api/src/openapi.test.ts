import { expect, test } from 'vitest'
import { openApi } from './openapi.ts'
import { publicContracts } from './public-api.ts'

const document = openApi(publicContracts, { title: 'Millrace', version: '1', serverUrl: 'http://localhost/api/v1' })

test('every contract is an operation under its own path and method', () => {
  const paths = Object.entries(document['paths'] ?? {}).flatMap(([path, operations]) =>
    Object.keys(operations ?? {}).map((method) => `${method} ${path}`),
  )
  expect(paths).toHaveLength(publicContracts.length)
  expect(paths).toContain('post /api/v1/workflows/{id}/activate')
})

test('parameters say where they go and whether they are needed', () => {
  expect(document).toMatchObject({
    paths: {
      '/api/v1/executions/{id}': {
        get: {
          parameters: [
            { name: 'id', in: 'path', required: true },
            { name: 'includeData', in: 'query', required: false, schema: { enum: ['true', 'false'] } },
          ],
        },
      },
    },
  })
})
