/**
 * The parameters that choose an operation, out of the keys of `operations`: `resource` (if the keys have one)
 * and an `operation` for each resource. Which one a new node starts with may differ between versions; then
 * there is a parameter for each preset.
 */
import type { Condition } from '../condition.ts'
import type { Property, PropertyOption } from '../property.ts'
import type { FieldExtra } from './input.ts'
import type { OperationSpec } from './operation.ts'
import { versionsBetween } from './scalar.ts'

/** What a node says about how its operations are chosen. */
export interface Choosing {
  /** Labels of the resources that keys of `operations` name; the first is the preset one. */
  readonly resources?: Readonly<Record<string, string>>
  /** Another preset; pairs where it changed: `[[1, 'draft'], [2, 'message']]`, each from its version on. */
  readonly presetResource?: string | readonly (readonly [since: number, resource: string])[]
  /** What `operation` is in a new node, by resource, where that is none of the operations there are. */
  readonly presetOperation?: Readonly<Record<string, string>>
  /** What the derived parameters carry besides; a hidden resource is in documents, but nobody chooses it. */
  readonly resourceProperty?: FieldExtra & { readonly label?: string; readonly hidden?: boolean }
  readonly operationProperty?: FieldExtra & { readonly label?: string }
}

/** An operation at its place in a node. */
export interface Placed {
  readonly spec: OperationSpec
  readonly resource?: string
  readonly operation?: string
  /** Where its inputs are shown. */
  readonly under: Condition
}

/** The derived parameters, in the form in this order. */
export function choosingProperties(
  about: Choosing,
  versions: readonly number[],
  placed: readonly Placed[],
): readonly Property[] {
  const keyed = placed.filter((one) => one.operation !== undefined)
  const withResource = keyed.filter((one) => one.resource !== undefined)
  return [
    ...(withResource.length > 0 ? resourceProperties(about, versions, withResource) : []),
    ...Map.groupBy(keyed, (one) => one.resource)
      .entries()
      .flatMap(([resource, own]) => operationProperties(about, versions, own, resource)),
  ]
}

function resourceProperties(
  about: Choosing,
  versions: readonly number[],
  placed: readonly Placed[],
): readonly Property[] {
  const { hidden, ...extra } = about.resourceProperty ?? {}
  const names = [...new Set(placed.map((one) => one.resource ?? ''))]
  const { presetResource = names[0] ?? '' } = about
  const presetAt = (version: number) =>
    typeof presetResource === 'string'
      ? presetResource
      : (presetResource.findLast(([since]) => since <= version)?.[1] ?? names[0] ?? '')
  return byPreset(versionsOf(placed, versions), presetAt).map(([preset, having]) => ({
    name: 'resource',
    label: 'Resource',
    type: hidden ? 'hidden' : 'options',
    default: preset,
    ...(!hidden && {
      options: names.flatMap((value) => {
        const own = placed.filter((one) => one.resource === value)
        return option({ value, label: about.resources?.[value] ?? value }, own, having)
      }),
    }),
    noExpression: true,
    ...extra,
    ...(having.length < versions.length && { versions: having }),
  }))
}

function operationProperties(
  about: Choosing,
  versions: readonly number[],
  placed: readonly Placed[],
  resource: string | undefined,
): readonly Property[] {
  const names = [...new Set(placed.map((one) => one.operation ?? ''))]
  const presets = placed.filter((one) => one.spec.preset)
  const usual = about.presetOperation?.[resource ?? ''] ?? presets[0]?.operation ?? names[0] ?? ''
  const presetAt = (version: number) => presets.find((one) => hasVersion(one, version))?.operation ?? usual
  return byPreset(versionsOf(placed, versions), presetAt).map(([preset, having]) => ({
    name: 'operation',
    label: 'Operation',
    type: 'options',
    default: preset,
    options: names.flatMap((value) => {
      const own = placed.filter((one) => one.operation === value)
      const spec = own.find((one) => having.some((version) => hasVersion(one, version)))?.spec ?? own[0]?.spec
      return option({ value, label: spec?.name ?? value, ...(spec?.about && { help: spec.about }) }, own, having)
    }),
    noExpression: true,
    ...about.operationProperty,
    ...(having.length < versions.length && { versions: having }),
    ...(resource !== undefined && { when: { show: { resource: [resource] } } }),
  }))
}

/** The versions with each preset. */
function byPreset(
  versions: readonly number[],
  presetAt: (version: number) => string,
): readonly (readonly [preset: string, versions: readonly number[]])[] {
  return [...Map.groupBy(versions, presetAt)]
}

/** An option with the versions that have it, or none where none of them does. */
function option(
  about: PropertyOption,
  placed: readonly Placed[],
  versions: readonly number[],
): readonly PropertyOption[] {
  const having = versionsOf(placed, versions)
  if (having.length === 0) return []
  return [{ ...about, ...(having.length < versions.length && { versions: having }) }]
}

function versionsOf(placed: readonly Placed[], versions: readonly number[]): readonly number[] {
  return versions.filter((version) => placed.some((one) => hasVersion(one, version)))
}

function hasVersion({ spec }: Placed, version: number): boolean {
  return versionsBetween([version], spec.since, spec.until).length > 0
}
