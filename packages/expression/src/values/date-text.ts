/** `Date.prototype.toString`, with the zone's name in English on every machine. */

let zoneNames: Intl.DateTimeFormat | undefined

export function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return 'Invalid Date'
  return date.toString().replace(/\(.*\)$/, () => `(${zoneName(date)})`)
}

export function timeText(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'Invalid Date' : dateText(date).slice(16)
}

function zoneName(date: Date): string {
  zoneNames ??= new Intl.DateTimeFormat('en-US', { timeZoneName: 'long' })
  return zoneNames.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? ''
}
