import type { HttpResponse, JsonObject } from '@millrace/sdk'
import { answer, runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { graphql } from './graphql.node.ts'

const endpoint = 'https://api.example.com/graphql'
const query = 'query Find($id: ID!) { item(id: $id) { name } }'

function run(parameters: JsonObject, response: Partial<HttpResponse> = answer({ data: { a: 1 } }), version = 1.1) {
  return runNode(graphql, { parameters: { endpoint, query, ...parameters }, version, http: () => response })
}

const sent = async (...call: Parameters<typeof run>) => (await run(...call)).requests[0]

describe('a query is sent', () => {
  test('as JSON, with its variables', async () => {
    expect(await sent({})).toMatchObject({
      method: 'POST',
      url: endpoint,
      headers: { accept: 'application/json' },
      body: { kind: 'json', value: { query, variables: {}, operationName: null } },
    })
    expect(await sent({ variables: '{"id":1}', operationName: 'Find' })).toMatchObject({
      body: { value: { variables: { id: 1 }, operationName: 'Find' } },
    })
    expect(await sent({ variables: { id: 2 } })).toMatchObject({ body: { value: { variables: { id: 2 } } } })
    await expect(run({ variables: '[1]' })).rejects.toThrow('must be a JSON object')
  })

  test('alone, as the first version does', async () => {
    expect(await sent({}, undefined, 1)).toMatchObject({
      body: { kind: 'text', text: query, type: 'application/graphql' },
    })
  })

  test('in the address', async () => {
    const request = await sent({ requestMethod: 'GET' })
    expect(request).toMatchObject({ method: 'GET', query: { query } })
    expect(request).not.toHaveProperty('body')
  })

  test('with headers and a credential', async () => {
    const headerParametersUi = {
      parameter: [
        { name: 'X-Own', value: 'v' },
        { name: '', value: 'left out' },
      ],
    }
    expect(await sent({ headerParametersUi, authentication: 'headerAuth' })).toMatchObject({
      headers: { accept: 'application/json', 'X-Own': 'v' },
      credential: 'httpHeaderAuth',
    })
    const service = { authentication: 'predefinedCredentialType', nodeCredentialType: 'githubApi' }
    expect(await sent(service)).toMatchObject({ credential: 'githubApi' })
    await expect(run({ authentication: 'predefinedCredentialType' })).rejects.toThrow('No service is chosen')
  })
})

describe('an answer', () => {
  test('becomes fields, or one field', async () => {
    expect((await run({})).json).toEqual([{ data: { a: 1 } }])
    expect((await run({ responseFormat: 'string', dataPropertyName: 'text' })).json).toEqual([
      { text: { data: { a: 1 } } },
    ])
  })

  test('with errors is an error', async () => {
    const errors = [{ message: 'No such field.' }, { message: 'Nor this one.' }]
    await expect(run({}, answer({ data: null, errors }))).rejects.toThrow('No such field., Nor this one.')
    expect((await run({}, answer({ data: 1, errors: [] }))).json).toEqual([{ data: 1, errors: [] }])
    await expect(run({}, answer({ errors }, 400))).rejects.toMatchObject({ details: { httpCode: '400' } })
    await expect(run({}, { text: '<html>' })).rejects.toThrow('The answer is no JSON')
  })
})

test('may change something, unless it is asked in the address', () => {
  expect([graphql.effect({}, 1.1), graphql.effect({ requestMethod: 'GET' }, 1.1)]).toEqual(['append', 'read'])
})
