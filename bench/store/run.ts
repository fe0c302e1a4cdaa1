import { benchAppend, benchJournal } from './journal.ts'
import { benchHistory } from './history.ts'

/**
 * `npm run bench -- store`: what the journal costs and whom it keeps waiting, and how long a history of 100,000
 * executions takes to list. Prints JSON.
 */
const append = await benchAppend(20_000)
const journal = await benchJournal(20_000)
const history = await benchHistory(100_000)
console.log(JSON.stringify({ append, journal, history }, null, 2))
