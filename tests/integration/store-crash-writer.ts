import { openStore } from '@millrace/store'
import { begin, ended } from './store-samples.ts'

/** Writes executions in two steps each, sixteen at once, for ever; somebody kills it. */
const [home = '', round = '', databaseUrl] = process.argv.slice(2)
const store = await openStore({ home, databaseUrl })

async function writeFor(lane: number): Promise<never> {
  for (let n = 0; ; n++) {
    const execution = `r${round}-${lane}-${n}`
    await store.journal.append(begin(execution))
    process.send?.(`${execution}/begun`)
    await store.journal.append({ execution, fence: 1, entries: [ended(1)], status: 'success' })
    process.send?.(`${execution}/ended`)
  }
}

await Promise.all(Array.from({ length: 16 }, (_, lane) => writeFor(lane)))
