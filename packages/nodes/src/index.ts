import { type Catalog, createCatalog } from '@millrace/sdk'
import { readCredentialFacts } from './credentials/credential-facts.ts'
import { credentialTypesOf } from './credentials/credential-types.ts'
import { withDomainFields } from './credentials/domain-fields.ts'
import { credentials, nodes } from './registry.ts'

export { readTemplates, type Template } from './templates.ts'

/** Every node and credential type that comes with Millrace. */
export const catalog: Catalog = createCatalog(nodes, credentials.map(withDomainFields), () =>
  credentialTypesOf(readCredentialFacts()).map(withDomainFields),
)
