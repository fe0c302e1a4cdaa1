/** The zone of a date, as a value that shows what Luxon's zones show. */
import { FixedOffsetZone, InvalidZone, SystemZone, type Zone } from 'luxon'
import { View } from '../../values/callable.ts'

/** What is listed of a zone; everything else is read by name. */
function listed(zone: Zone): ReadonlyMap<string, unknown> {
  if (zone instanceof FixedOffsetZone) return new Map([['fixed', zone.offset(0)]])
  if (zone instanceof SystemZone) return new Map()
  if (zone instanceof InvalidZone) return new Map([['zoneName', zone.name]])
  return new Map<string, unknown>([
    ['zoneName', zone.name],
    ['valid', zone.isValid],
  ])
}

export function zoneView(zone: Zone): View {
  const shown = listed(zone)
  return new View(
    'Zone',
    (key) => {
      switch (key) {
        case 'name':
          return zone.name
        case 'ianaName':
          return Reflect.get(zone, 'ianaName')
        case 'type':
          return zone.type
        case 'isUniversal':
          return zone.isUniversal
        case 'isValid':
          return zone.isValid
        default:
          return shown.get(key)
      }
    },
    () => [...shown.keys()],
  )
}
