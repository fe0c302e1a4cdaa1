/**
 * Makes what every runner starts from, once, in a process that ends afterwards: the runner's own script, so
 * that runners need neither our sources nor what strips types from them, and the snapshot of an isolate that
 * has run its program. Answers on descriptor 3 with one frame.
 */
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { resolve } from 'node:path'
import { frameWriter } from '../frames.ts'
import { bundle } from './bundle.ts'
import { loadAddon } from './load-addon.ts'

const [addon = '', luxon = '', jmespath = ''] = process.argv.slice(2)
const output = new Socket({ fd: 3, readable: false })

const { script } = bundle(resolve(import.meta.dirname, 'main.ts'))
const snapshot = loadAddon(addon).Isolate.createSnapshot([{ code: isolateProgram() }])
frameWriter(output)([script, Buffer.from(snapshot.copy()).toString('base64')])

/** What runs in an isolate before anything else: the packages everyone has, then the program of `inside/`. */
function isolateProgram(): string {
  const inside = bundle(resolve(import.meta.dirname, '../inside/main.ts'))
  return [
    asGlobal('luxon', readFileSync(luxon, 'utf8'), 'luxon'),
    asGlobal('jmespath', readFileSync(jmespath, 'utf8'), 'jmespath'),
    asGlobal('$millrace', `'use strict'\n${inside.script}`, inside.main),
  ].join(';\n')
}

function asGlobal(name: string, source: string, value: string): string {
  return `globalThis.${name} = (() => {\n${source}\nreturn ${value}\n})()`
}
