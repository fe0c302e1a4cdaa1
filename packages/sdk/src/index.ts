export * from './catalog.ts'
export * from './condition.ts'
export * from './connection-kind.ts'
export * from './credential-type.ts'
export * from './data-tables.ts'
export * from './dataset.ts'
export * from './define/composite.ts'
export * from './define/credential.ts'
export { all, given, is, isNot, oneOf, since, switched, unless, until, variant, variants, when } from './define/mark.ts'
export * from './define/node.ts'
export * from './define/operation.ts'
export * from './define/paging.ts'
export { read, readPlaced } from './define/read.ts'
export {
  cursor,
  type HttpManners,
  nextAddress,
  offset,
  pageNumber,
  type Pages,
  path,
  type PageSize,
  type RequestSpec,
} from './define/request.ts'
export {
  choice,
  choices,
  code,
  color,
  dateTime,
  flag,
  hidden,
  json,
  notice,
  number,
  pick,
  picks,
  raw,
  several,
  special,
  text,
  texts,
  value,
} from './define/scalar.ts'
export type { Field, FieldExtra, Input, Inputs, Read } from './define/input.ts'
export * from './effect.ts'
export { conditionHolds, valueAt } from './form/condition-holds.ts'
export { portsOf } from './form/ports-of.ts'
export { visibleMembers, visibleProperties } from './form/properties-of.ts'
export { withDefaults } from './form/with-defaults.ts'
export * from './http.ts'
export * from './item.ts'
export * from './json.ts'
export * from './machine.ts'
export * from './network.ts'
export * from './node-error.ts'
export * from './node-type.ts'
export * from './outcome.ts'
export * from './page.ts'
export * from './ports.ts'
export * from './property.ts'
export * from './run-context.ts'
export * from './supply.ts'
export * from './watch.ts'
export * from './webhook.ts'
