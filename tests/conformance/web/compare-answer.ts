/** Whether an answer is the recorded one, by the rules of the cases' README. The first difference in words. */
import type { Json, JsonObject } from '@millrace/sdk'
import { MESSAGE, sameJson, show } from '../workflows/matches.ts'
import { listOf, objectOf, textOf } from '../workflows/recorded.ts'
import { readPage, type ReadPage } from './read-form.ts'
import type { Answer } from './request.ts'

const judged = /^(content-type|location|www-authenticate|allow|content-disposition|set-cookie|access-control-.*|x-.*)$/
const sets = new Set(['access-control-allow-methods', 'access-control-allow-headers'])
const hardening = new Set(['x-content-type-options', 'x-frame-options', 'x-accel-buffering', 'x-powered-by'])

export function compareAnswer(expected: JsonObject, actual: Answer, base: string): string | undefined {
  if (expected.status !== actual.status)
    return `status ${actual.status} for ${show(expected.status)}: ${excerpt(actual)}`
  return compareHeaders(objectOf(expected.headers), actual, base) ?? compareBody(expected, actual, base)
}

function compareHeaders(expected: JsonObject, actual: Answer, base: string): string | undefined {
  const policy = expected['content-security-policy']
  if (policy === '⟪sandbox⟫' && !actual.headers['content-security-policy']?.includes('sandbox')) return 'not sandboxed'
  const names = new Set([...Object.keys(expected), ...Object.keys(actual.headers)])
  for (const name of names) {
    if (!judged.test(name) || hardening.has(name)) continue
    const [a, b] = [expected[name], actual.headers[name]]
    // An empty body has no type to speak of.
    if (name === 'content-type' && a === undefined) continue
    if (!sameHeader(name, a === undefined ? undefined : listText(a).replaceAll('http://HOST', base), b)) {
      return `header ${name}: ${show(b)} for ${show(a)}`
    }
  }
  return undefined
}

/** A header that came several times, as one text. */
function listText(value: Json): string {
  return Array.isArray(value) ? value.map((one: Json) => textOf(one)).join() : textOf(value)
}

function sameHeader(name: string, expected: string | undefined, actual: string | undefined): boolean {
  if (expected === undefined || actual === undefined) return expected === actual
  if (expected.includes('⟪')) return true
  if (sets.has(name)) return members(expected) === members(actual)
  if (name === 'www-authenticate') return expected.split(' ')[0] === actual.split(' ')[0]
  if (name === 'content-type') return plain(expected) === plain(actual)
  return expected === actual
}

function members(list: string): string {
  return list
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .toSorted()
    .join()
}

function plain(type: string): string {
  return type.toLowerCase().replaceAll(' ', '')
}

function compareBody(expected: JsonObject, actual: Answer, base: string): string | undefined {
  const text = actual.bytes.toString('utf8').replaceAll(base, 'http://HOST')
  if (expected.json !== undefined) return compareJson(expected, text)
  if (typeof expected.body === 'string') return sameJson(expected.body, text, 'body')
  if (typeof expected.bodyBase64 === 'string') {
    return expected.bodyBase64 === actual.bytes.toString('base64') ? undefined : `bytes differ: ${excerpt(actual)}`
  }
  if (expected.lines !== undefined) return compareLines(listOf(expected.lines), text)
  if (expected.htmlPage === true) {
    const missing = listOf(expected.texts).find((one) => !text.includes(textOf(one)))
    return missing === undefined ? undefined : `the page lacks ${show(missing)}`
  }
  if (expected.form !== undefined) return compareForm(objectOf(expected.form), readPage(text))
  return actual.bytes.length === 0 ? undefined : `a body where none was: ${excerpt(actual)}`
}

/** Pages of the platform itself, whose wording is its own. */
const ownPages = new Set(['Form Submitted', 'Invalid Form Link', 'Problem loading form'])

function compareForm(expected: JsonObject, page: ReadPage): string | undefined {
  const { title, h1, method } = expected
  if (!ownPages.has(textOf(title))) {
    if (title !== page.title) return `title ${show(page.title)} for ${show(title)}`
    if (h1 !== page.h1) return `heading ${show(page.h1)} for ${show(h1)}`
  }
  if (method !== page.method) return `method ${show(page.method)} for ${show(method)}`
  const labels = sameJson(expected.labels, [...page.labels], 'labels')
  if (labels !== undefined) return labels
  const elements = listOf(expected.elements).map(objectOf)
  if (elements.length !== page.elements.length) return `elements ${show(page.elements)} for ${show(expected.elements)}`
  for (const [i, wanted] of elements.entries()) {
    for (const [name, value] of Object.entries(wanted)) {
      if (page.elements[i]?.[name] !== value) return `element ${i + 1}: ${show(page.elements[i])} for ${show(wanted)}`
    }
  }
  const missing = listOf(expected.texts).find((one) => !page.text.includes(textOf(one)))
  return missing === undefined ? undefined : `the page lacks ${show(missing)}`
}

function compareJson({ json, status }: JsonObject, text: string): string | undefined {
  const value = parse(text)
  if (value === undefined) return `no JSON: ${text.slice(0, 100)}`
  if (typeof status !== 'number' || status < 400) return sameJson(json, value, 'body')
  // Of an error only its code and the texts of the case are judged.
  const [wanted, given] = [objectOf(json), objectOf(value)]
  const { message } = wanted
  if (given.code !== undefined && wanted.code !== undefined && given.code !== wanted.code)
    return `code ${show(given.code)}`
  if (typeof message === 'string' && message.includes('E:') && message !== MESSAGE)
    return sameJson(message, given.message, 'message')
  return undefined
}

function compareLines(expected: readonly Json[], text: string): string | undefined {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => neutral(parse(line) ?? line))
  return sameJson(expected, lines, 'lines')
}

/** Node ids and times of streamed lines are not judged. */
function neutral(line: Json): Json {
  const { metadata, ...rest } = objectOf(line)
  if (metadata === undefined) return line
  const { nodeId: _id, timestamp: _time, ...about } = objectOf(metadata)
  return { ...rest, metadata: { nodeId: 'id', ...about } }
}

function parse(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    // Text that is no JSON is what the caller wants to know.
    return undefined
  }
}

function excerpt({ bytes }: Answer): string {
  return bytes.toString('utf8').slice(0, 120)
}
