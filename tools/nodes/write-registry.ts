/** Writes the list of all nodes and credentials: `node tools/nodes/write-registry.ts`. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { registrySource } from './registry-source.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const file = `${root}/packages/nodes/src/registry.ts`
writeFileSync(
  file,
  registrySource(`${root}/packages/nodes/src`, (unfinished) =>
    console.warn(`${unfinished} defines nothing yet: left out`),
  ),
)
execFileSync(`${root}/node_modules/.bin/oxfmt`, [file], { cwd: root })
