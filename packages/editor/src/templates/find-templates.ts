import type { TemplateSummary } from '@millrace/api'
import type { Catalog } from '../catalog/catalog.ts'

/** The templates in which every word of a query occurs: in the name, the sentence, or a name of a node. */
export function findTemplates(
  templates: readonly TemplateSummary[],
  query: string,
  catalog: Catalog,
): readonly TemplateSummary[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const textOf = ({ name, about, nodeTypes }: TemplateSummary) => {
    const nodes = nodeTypes.flatMap((type) => {
      const described = catalog.byType.get(type)
      return described ? [described.name, ...(described.aliases ?? [])] : []
    })
    return [name, about, ...nodes].join('\n').toLowerCase()
  }
  return templates.filter((one) => {
    const text = textOf(one)
    return words.every((word) => text.includes(word))
  })
}
