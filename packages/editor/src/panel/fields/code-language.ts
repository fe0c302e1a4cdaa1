import type { Extension } from '@codemirror/state'

const loaders: Readonly<Record<string, () => Promise<Extension>>> = {
  javaScript: async () => (await import('@codemirror/lang-javascript')).javascript(),
  json: async () => (await import('@codemirror/lang-json')).json(),
  python: async () => (await import('@codemirror/lang-python')).python(),
  html: async () => (await import('@codemirror/lang-html')).html(),
  css: async () => (await import('@codemirror/lang-css')).css(),
  sql: async () => (await import('@codemirror/lang-sql')).sql(),
}

const plain: Promise<Extension> = Promise.resolve([])
const loaded = new Map<string, Promise<Extension>>()

/** How a language is coloured and indented, loaded once when it is first written in; nothing for plain text. */
export function codeLanguage(language: string): Promise<Extension> {
  const name = language === 'code' ? 'javaScript' : language
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined
  if (load === undefined) return plain
  let found = loaded.get(name)
  if (found === undefined) loaded.set(name, (found = load()))
  return found
}
