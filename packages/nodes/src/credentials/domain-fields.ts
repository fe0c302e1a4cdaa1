/** The fields by which n8n's credentials say where the author of a workflow may send them: part of every type that signs. */
import type { CredentialType, Property } from '@millrace/sdk'

const use: Property = {
  name: 'allowedHttpRequestDomains',
  label: 'Allowed HTTP request domains',
  type: 'options',
  default: 'all',
  help: 'Where workflows may send it, after redirects too. With “None” only the nodes of its service use it.',
  options: [
    { value: 'all', label: 'All' },
    { value: 'domains', label: 'Specific domains' },
    { value: 'none', label: 'None' },
  ],
}

const domains: Property = {
  name: 'allowedDomains',
  label: 'Allowed domains',
  type: 'string',
  default: '',
  required: true,
  placeholder: 'api.example.com, *.example.org',
  when: { show: { allowedHttpRequestDomains: ['domains'] } },
}

export function withDomainFields(type: CredentialType): CredentialType {
  if (type.sign === undefined || type.properties.some(({ name }) => name === use.name)) return type
  return { ...type, properties: [...type.properties, use, domains] }
}
