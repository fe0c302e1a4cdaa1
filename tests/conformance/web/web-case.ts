/** A recorded exchange of the web suite, and how it ended here. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '@millrace/sdk'
import type { SuiteOptions } from '../suite.ts'
import { textOf } from '../workflows/recorded.ts'

export interface WebCase {
  readonly file: string
  readonly id: string
  readonly group: string
  readonly title: string
  readonly raw: JsonObject
}

/** Hears how a case ended: the first difference, or undefined where there was none. */
export type Tell = (one: WebCase, difference: string | undefined) => void

/** All cases of a folder, in the order of their files. */
export function readWebCases(folder: string, { only }: SuiteOptions): readonly WebCase[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  return names.toSorted().flatMap((name) => {
    const file = name.replace(/\.jsonl$/, '')
    return readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const raw: JsonObject = JSON.parse(line)
        return { file, raw, id: textOf(raw.id), group: textOf(raw.group), title: textOf(raw.title) }
      })
      .filter((one) => only === undefined || [one.id, one.group, one.file].some((text) => text.includes(only)))
  })
}
