/** A credential type as the nodes' library keeps it, out of what the facts folder records of it. */
import type { Json, JsonObject } from '@millrace/sdk'
import { list, object, string } from '../convert/read-facts.ts'

/** One line of `types.jsonl`, its members in the order in which they are written. */
export function credentialLine(fact: JsonObject): JsonObject {
  const properties = list(fact['properties']).map((property) => object(property))
  return present({
    type: fact['name'],
    name: fact['displayName'],
    extends: fact['extends'],
    hidden: fact['hidden'],
    generic: fact['genericAuth'],
    signing: isByCode(fact) ? 'code' : undefined,
    sign: signOf(fact['authenticate']),
    test: testOf(fact['test']),
    oauth2: fact['oauth2'] === undefined ? undefined : oauth2Of(object(fact['oauth2'])),
    properties: properties.map(propertyOf),
  })
}

/** Code signs, or an expression that is not recorded. */
function isByCode({ authenticate }: JsonObject): boolean {
  return authenticate !== undefined && (object(authenticate)['custom'] === true || isWithheld(authenticate))
}

function signOf(authenticate: Json | undefined): Json | undefined {
  return authenticate === undefined || isWithheld(authenticate) ? undefined : object(authenticate)['properties']
}

function testOf(test: Json | undefined): Json | undefined {
  return test === undefined || isWithheld(test) ? undefined : object(test)['request']
}

/** Whether a part of it is left out of the facts. */
function isWithheld(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false
  return '$expr' in value || Object.values(value).some(isWithheld)
}

function oauth2Of(oauth2: JsonObject): JsonObject {
  const settings = ['grantType', 'authUrl', 'accessTokenUrl', 'scope', 'authQueryParameters', 'authentication']
  return present(Object.fromEntries(settings.map((name) => [name, settingOf(oauth2[name])])))
}

/** What a setting depends on is told by its cases. */
function settingOf(setting: Json | undefined): Json | undefined {
  if (typeof setting !== 'object' || setting === null || !('cases' in setting)) return setting
  return present({ cases: setting['cases'] })
}

/** What an expression gives for the defaults of the fields that it looks at, where that is one text. */
function defaultOf({ default: written, resolvedDefault: resolved }: JsonObject): Json {
  if (written !== undefined) return written
  if (typeof resolved === 'string') return resolved
  const fallback = resolved === undefined ? undefined : object(resolved)['default']
  return typeof fallback === 'string' ? fallback : ''
}

function propertyOf(property: JsonObject): JsonObject {
  const { password, expirable, rows, minValue, multipleValues } = object(property['typeOptions'] ?? {})
  const isList = property['type'] === 'fixedCollection'
  const options = property['options'] === undefined ? [] : list(property['options']).map((one) => object(one))
  return present({
    name: property['name'],
    label: property['displayName'],
    type: property['type'],
    default: defaultOf(property),
    required: property['required'] === true ? true : undefined,
    password,
    expires: expirable,
    rows,
    min: minValue,
    multiple: multipleValues,
    own: property['doNotInherit'],
    when: conditionOf(property['displayOptions']),
    options: isList || options.length === 0 ? undefined : options.map(optionOf),
    groups: isList ? options.map(groupOf) : undefined,
  })
}

/** What depends on where n8n is installed is there always. */
function conditionOf(options: Json | undefined): Json | undefined {
  if (options === undefined) return undefined
  const { show, hide } = object(options)
  return show === undefined && hide === undefined ? undefined : present({ show, hide })
}

function optionOf({ value, name }: JsonObject): JsonObject {
  return present({ value, label: name ?? string(value) })
}

function groupOf({ name, displayName, values }: JsonObject): JsonObject {
  return present({ name, label: displayName, values: list(values).map((one) => propertyOf(object(one))) })
}

function present(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
