import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The text of `packages/nodes/src/registry.ts`. The folders are the registry: whatever a `*.node.ts` or
 * `*.credential.ts` file defines is in it, so adding a node touches no list. A test compares the file with
 * this text; `node tools/nodes/write-registry.ts` writes it.
 * @param unfinished what to do with a file that defines nothing (yet)
 */
export function registrySource(folder: string, unfinished: (file: string) => void = refuse): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(node|credential)\.ts$/.test(file))
    .sort()
  const nodes: string[] = []
  const credentials: string[] = []
  const imports: string[] = []
  for (const file of files) {
    const source = readFileSync(join(folder, file), 'utf8')
    const names = [...source.matchAll(/^export const (\w+)(?:: \w+)? = (?:m\.)?define(Node|Credential)\(/gm)]
    if (names.length === 0) {
      unfinished(file)
      continue
    }
    imports.push(`import { ${names.map(([, name]) => name).join(', ')} } from './${file}'`)
    for (const [, name = '', kind] of names) (kind === 'Node' ? nodes : credentials).push(name)
  }
  return [
    '// Written by tools/nodes/write-registry.ts: whatever the *.node.ts and *.credential.ts files define.',
    "import type { CredentialType, NodeType } from '@millrace/sdk'",
    ...imports,
    '',
    list('nodes', 'NodeType', nodes),
    '',
    list('credentials', 'CredentialType', credentials),
    '',
  ].join('\n')
}

function refuse(file: string): never {
  throw new Error(`${file} exports no node and no credential.`)
}

function list(name: string, type: string, entries: readonly string[]): string {
  const lines = entries.map((entry) => `  ${entry},\n`).join('')
  return `export const ${name}: readonly ${type}[] = [${lines === '' ? '' : `\n${lines}`}]`
}
