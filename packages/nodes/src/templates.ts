/**
 * The workflows to begin with: one n8n document per file in `templates/`, named after what it achieves, with sample
 * data, so that it runs at once without any account.
 */
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from '@millrace/sdk'

export interface Template {
  readonly id: string
  readonly name: string
  /** What it achieves, in a sentence. */
  readonly about: string
  readonly document: JsonObject
}

let reading: Promise<readonly Template[]> | undefined

/** The templates by their names; read from disk once, when somebody first asks. */
export function readTemplates(): Promise<readonly Template[]> {
  reading ??= readAll()
  return reading
}

async function readAll(): Promise<readonly Template[]> {
  const folder = new URL('../templates/', import.meta.url)
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'))
  const all = await Promise.all(files.map((file) => readOne(file, new URL(file, folder))))
  return all.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}

async function readOne(file: string, place: URL): Promise<Template> {
  const document: JsonObject = JSON.parse(await readFile(place, 'utf8'))
  const { name, description } = document
  if (typeof name !== 'string' || typeof description !== 'string') {
    throw new Error(`The template ${fileURLToPath(place)} needs a name and a description.`)
  }
  return { id: file.replace(/\.json$/, ''), name, about: description, document }
}
