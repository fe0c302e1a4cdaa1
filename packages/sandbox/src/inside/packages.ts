/**
 * The packages every isolate has: they are evaluated into the snapshot before this program, which takes them
 * from the global object. Luxon's settings are module state, so each call that uses dates puts them back.
 */
import { requireCall } from './active.ts'

interface LuxonModule {
  readonly DateTime: {
    fromMillis(ms: number, options: { zone: string }): { startOf(unit: 'day'): unknown }
  }
  readonly Interval: unknown
  readonly Duration: unknown
  readonly Settings: { readonly defaultZone: object }
  readonly SystemZone: { readonly instance: object }
  readonly FixedOffsetZone: { readonly utcInstance: object }
}

let loaded: LuxonModule | undefined

export function installLuxon(module: LuxonModule) {
  loaded = module
}

export function luxon(): LuxonModule {
  if (!loaded) throw new Error('The date library has not been set up.')
  return loaded
}

interface JmespathModule {
  search(data: unknown, query: string): unknown
}

let query: JmespathModule | undefined

export function installJmespath(module: JmespathModule) {
  query = module
}

/** `$jmespath(data, query)`. */
export function searchData(data: unknown, path: unknown): unknown {
  if (typeof path !== 'string') throw new TypeError('$jmespath takes the data first and then the query, as text.')
  return query?.search(data, path)
}

/** Everything that calls share of the packages; zones are single objects behind accessors. */
export function sharedPackages(): unknown[] {
  const { SystemZone, FixedOffsetZone } = luxon()
  return [luxon(), query, SystemZone.instance, FixedOffsetZone.utcInstance]
}

/** Puts all settings back. The zone is one object for all calls, so it is frozen. */
function resetLuxon(zone: string) {
  const { Settings } = luxon()
  Object.assign(Settings, {
    now: () => Date.now(),
    defaultZone: zone,
    defaultLocale: null,
    defaultNumberingSystem: null,
    defaultOutputCalendar: null,
    defaultWeekSettings: null,
    throwOnInvalid: false,
    twoDigitCutoffYear: 60,
  })
  Object.freeze(Settings.defaultZone)
}

function zoneOfCall(): string {
  const { zone } = requireCall().context()
  return typeof zone === 'string' ? zone : 'UTC'
}

export function nowOfCall() {
  const { now } = requireCall().context()
  return luxon().DateTime.fromMillis(typeof now === 'number' ? now : Date.now(), { zone: zoneOfCall() })
}

/** Makes something of dates, with the settings of this call. */
export function withDates<T>(make: () => T): T {
  const { values } = requireCall()
  if (!values['%dates']) {
    values['%dates'] = true
    resetLuxon(zoneOfCall())
  }
  return make()
}
