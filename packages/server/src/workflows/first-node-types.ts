import { type Catalog, isJsonObject, type Json } from '@millrace/sdk'
import { readTypeName } from '@millrace/workflow'

/** Enough to draw a few icons in a list: different types, triggers first. */
export function firstNodeTypes(catalog: Catalog, document: Json | undefined): string[] {
  const nodes = isJsonObject(document) && Array.isArray(document['nodes']) ? document['nodes'] : []
  const types = nodes.flatMap((node: unknown) =>
    isJsonObject(node) && typeof node['type'] === 'string' ? [node['type']] : [],
  )
  const described = [...new Set(types.map(readTypeName))].map((type) => ({
    type,
    about: catalog.node(type)?.description,
  }))
  return described
    .filter(({ about }) => about?.annotation !== true)
    .toSorted((a, b) => Number(b.about?.trigger !== undefined) - Number(a.about?.trigger !== undefined))
    .slice(0, 5)
    .map(({ type }) => type)
}
