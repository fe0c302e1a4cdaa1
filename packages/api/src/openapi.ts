/** Prints contracts as an OpenAPI 3.1 document: the same schemas that read the requests. */
import type { Json, JsonObject } from '@millrace/sdk'
import * as z from 'zod'
import type { Contract } from './contract.ts'
import { problem } from './problem.ts'

export interface ApiFacts {
  readonly title: string
  readonly version: string
  readonly serverUrl: string
}

export function openApi(contracts: readonly Contract[], facts: ApiFacts): JsonObject {
  const paths: Record<string, Record<string, Json>> = {}
  for (const one of contracts) {
    const path = one.path.replace(/:([A-Za-z]+)/g, '{$1}')
    const operations = (paths[path] ??= {})
    operations[one.method.toLowerCase()] = operation(one)
  }
  return {
    openapi: '3.1.0',
    info: { title: facts.title, version: facts.version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: facts.serverUrl }],
    security: [{ millraceKey: [] }, { n8nKey: [] }],
    paths,
    components: {
      securitySchemes: {
        millraceKey: { type: 'apiKey', in: 'header', name: 'X-Millrace-API-Key' },
        n8nKey: { type: 'apiKey', in: 'header', name: 'X-N8N-API-KEY' },
      },
      schemas: { Problem: schemaOf(problem, 'output') },
    },
  }
}

function operation(one: Contract): JsonObject {
  const status = String(one.status ?? 200)
  return {
    operationId: one.name,
    summary: one.about,
    parameters: [...parameters('path', one.params), ...parameters('query', one.query)],
    ...(one.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(one.body, 'input') } } } }),
    responses: {
      [status]:
        status === '204'
          ? { description: 'Done.' }
          : { description: 'Done.', content: { 'application/json': { schema: schemaOf(one.answer, 'output') } } },
      default: {
        description: 'What was refused and why.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function parameters(where: 'path' | 'query', schema: z.ZodType | undefined): JsonObject[] {
  if (schema === undefined) return []
  const { properties, required } = objectSchema.parse(schemaOf(schema, 'input'))
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }))
}

const objectSchema = z.object({
  properties: z
    .record(
      z.string(),
      z.custom<JsonObject>((value) => typeof value === 'object'),
    )
    .default({}),
  required: z.array(z.string()).default([]),
})

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io })
  return printed.parse(JSON.parse(JSON.stringify(rest)))
}

const printed = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null)
