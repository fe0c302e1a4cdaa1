/**
 * Luxon keeps something for every zone, locale and set of options it ever saw, for as long as the process lives. An
 * expression may make up new ones in a loop, so they are counted here, and now and then Luxon is made to forget.
 */
import { Settings } from 'luxon'
import { Raised } from '../../run/raised.ts'

/** More names than all zones and locales that a workflow really uses. */
const MOST_NAMES = 500

/** No zone, locale or set of options is written in more characters. */
const MOST_CHARACTERS = 1_000

const names = new Set<string>()

/** Notes what Luxon is about to keep; refuses names that are none. */
export function remembered<T extends string>(name: T): T {
  if (names.has(name)) return name
  if (name.length > MOST_CHARACTERS) throw Raised.error('RangeError', 'The name of a zone or locale is too long')
  if (names.size >= MOST_NAMES) {
    names.clear()
    Settings.resetCaches()
  }
  names.add(name)
  return name
}
