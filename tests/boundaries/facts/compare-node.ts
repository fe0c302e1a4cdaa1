import { type Json, type NodeDescription, portsOf, type Property } from '@millrace/sdk'
import type { Facts, FactsPorts } from '../../../tools/convert/read-facts.ts'
import { compareProperties } from './compare-properties.ts'

/** All differences of a definition, each once with the versions it occurs in. */
export function compareNode(facts: Facts, description: NodeDescription): readonly string[] {
  const differences: string[] = []
  if (JSON.stringify(facts.versions) !== JSON.stringify(description.versions)) {
    differences.push(`versions are ${description.versions.join(', ')}, not ${facts.versions.join(', ')}`)
  }
  if (facts.defaultVersion !== description.defaultVersion) {
    differences.push(`the default version is ${description.defaultVersion}, not ${facts.defaultVersion}`)
  }
  if (facts.defaultName !== description.defaultName) {
    differences.push(`a new node is called "${description.defaultName}", not "${facts.defaultName}"`)
  }
  const inVersions = new Map<string, number[]>()
  for (const version of facts.versions) {
    for (const difference of compareVersion(facts, description, version)) {
      inVersions.set(difference, [...(inVersions.get(difference) ?? []), version])
    }
  }
  for (const [difference, versions] of inVersions) {
    differences.push(versions.length === facts.versions.length ? difference : `${versions.join(', ')}: ${difference}`)
  }
  return differences
}

function* compareVersion(facts: Facts, description: NodeDescription, version: number): Generator<string> {
  const expected: NodeDescription = { ...description, properties: withCredentials(facts.properties, facts.credentials) }
  const actual: NodeDescription = {
    ...description,
    properties: withCredentials(description.properties, description.credentials),
  }
  yield* compareProperties(expected, actual, version)
  yield* comparePorts(facts.inputs, description, version, 'inputs')
  yield* comparePorts(facts.outputs, description, version, 'outputs')
}

/** Credentials as parameters, so that one comparison of conditions does for both. */
function withCredentials(properties: readonly Property[], credentials: Facts['credentials']): readonly Property[] {
  return [
    ...properties,
    ...credentials.map(({ type, required, versions, when }) => ({
      name: `credential ${type}`,
      label: '',
      type: 'credentials' as const,
      default: '',
      ...(required && { required }),
      ...(versions && { versions }),
      ...(when && { when }),
    })),
  ]
}

function* comparePorts(
  ports: readonly FactsPorts[],
  description: NodeDescription,
  version: number,
  side: 'inputs' | 'outputs',
): Generator<string> {
  for (const { cases } of ports.filter((one) => one.versions.includes(version))) {
    for (const { when, kinds } of cases) {
      const { '@version': versions, ...values } = when ?? {}
      if (versions && !versions.includes(version)) continue
      const parameters = Object.fromEntries(
        Object.entries(values).map(([name, [first]]): [string, Json] => [name, first ?? null]),
      )
      const found = portsOf(description, parameters, version)[side].map((port) => port.kind)
      if (JSON.stringify(found) !== JSON.stringify(kinds)) {
        yield `${side}${when ? ` with ${JSON.stringify(parameters)}` : ''} are ${found.join(', ')}, not ${kinds.join(', ')}`
      }
    }
  }
}
