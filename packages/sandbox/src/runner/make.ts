/**
 * Makes what every runner starts from, once, in a process that ends afterwards: the runner's own script, so
 * that runners need neither our sources nor what strips types from them, and the snapshots their isolates start
 * from, one frozen and one open. Answers on descriptor 3 with one frame.
 */
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { resolve } from 'node:path'
import { frameWriter } from '../frames.ts'
import type { RealmKind } from '../inside/main.ts'
import { bundle } from './bundle.ts'
import { loadAddon } from './load-addon.ts'

const [addon = '', luxon = '', jmespath = '', web = ''] = process.argv.slice(2)
const ivm = loadAddon(addon)
const output = new Socket({ fd: 3, readable: false })
const inside = bundle(resolve(import.meta.dirname, '../inside/main.ts'))

frameWriter(output)([
  bundle(resolve(import.meta.dirname, 'main.ts')).script,
  snapshot({ web: web === 'web', frozen: true }),
  snapshot({ web: web === 'web', frozen: false }),
])

/** An isolate that has run the packages everyone has, and then the program of `inside/`; in base64. */
function snapshot(realm: RealmKind): string {
  const code = [
    `globalThis.$realm = ${JSON.stringify(realm)}`,
    asGlobal('luxon', readFileSync(luxon, 'utf8'), 'luxon'),
    asGlobal('jmespath', readFileSync(jmespath, 'utf8'), 'jmespath'),
    asGlobal('$millrace', `'use strict'\n${inside.script}`, inside.main),
  ].join(';\n')
  return Buffer.from(ivm.Isolate.createSnapshot([{ code }]).copy()).toString('base64')
}

function asGlobal(name: string, source: string, value: string): string {
  return `globalThis.${name} = (() => {\n${source}\nreturn ${value}\n})()`
}
