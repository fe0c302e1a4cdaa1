import type { CredentialType, JsonObject, Property } from '@millrace/sdk'

/** The JSON Schema of a credential's data, from the same properties that make its form. */
export function credentialSchema({ properties }: CredentialType): JsonObject {
  const fields = properties.filter((property) => property.type !== 'notice')
  return {
    additionalProperties: false,
    type: 'object',
    properties: Object.fromEntries(fields.map((property) => [property.name, schemaOf(property)])),
    required: fields
      .filter((property) => property.required === true && !property.when)
      .map((property) => property.name),
  }
}

function schemaOf({ type, options }: Property): JsonObject {
  switch (type) {
    case 'number':
      return { type: 'number' }
    case 'boolean':
      return { type: 'boolean' }
    case 'options':
      return { type: 'string', enum: (options ?? []).map((option) => option.value) }
    case 'json':
    case 'collection':
    case 'fixedCollection':
      return { type: ['object', 'string'] }
    default:
      return { type: 'string' }
  }
}
