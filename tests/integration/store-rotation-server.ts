import { openStore } from '@millrace/store'

/** Opens a store as a server does, which finishes a rotation; somebody may kill it before it is over. */
const [home = '', databaseUrl] = process.argv.slice(2)
await openStore({ home, databaseUrl, alone: true, onRotated: () => process.exit(0) })
