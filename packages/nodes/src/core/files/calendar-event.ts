import { randomUUID } from 'node:crypto'
import type { EventAttributes } from 'ics'
import * as m from '@millrace/sdk'
import { toDateTime } from '../values/to-date-time.ts'
import { itemOf, storeMade } from './made-file.ts'

/** An event of a calendar, as a person fills it in. */
export const eventInput = {
  title: m.text('Title', { placeholder: 'Review' }),
  start: m.dateTime('Start', { required: true }),
  end: m.dateTime('End', { required: true }),
  allDay: m.flag('All day'),
} as const

export const eventDetails = m.collection('Options', {
  attendeesUi: m.list(
    'Attendees',
    'attendeeValues',
    {
      name: m.text('Name', { required: true }),
      email: m.text('E-mail', { required: true }),
      rsvp: m.flag('Ask for a reply'),
    },
    { groupLabel: 'Attendee' },
  ),
  busyStatus: m.choice('Shown as', { BUSY: 'Busy', TENTATIVE: 'Tentative' }, { default: '' }),
  calName: m.text('Name of the calendar'),
  description: m.text('Description'),
  fileName: m.text('Name of the file', { placeholder: 'event.ics' }),
  geolocationUi: m.groups('Position', {
    geolocationValues: m.group('Position', { lat: m.text('Latitude'), lon: m.text('Longitude') }),
  }),
  location: m.text('Place'),
  recurrenceRule: m.text('Repeats', { placeholder: 'FREQ=WEEKLY;COUNT=4' }),
  organizerUi: m.groups('Organiser', {
    organizerValues: m.group('Organiser', {
      name: m.text('Name', { required: true }),
      email: m.text('E-mail', { required: true }),
    }),
  }),
  sequence: m.number('Revision', { help: 'Higher ones replace lower ones of the same UID.' }),
  status: m.choice('Status', { CONFIRMED: 'Confirmed', CANCELLED: 'Cancelled', TENTATIVE: 'Tentative' }),
  uid: m.text('UID', { help: 'Left out, a new one.' }),
  url: m.text('Address of more about it', { placeholder: 'https://…' }),
  useWorkflowTimezone: m.flag('Times are in the zone of the workflow', { help: 'Otherwise in UTC.' }),
})

type CalendarEvent = m.Read<typeof eventInput> & {
  readonly additionalFields: m.Read<{ readonly details: typeof eventDetails }>['details']
}

/** An item with the file of an event. */
export async function eventItem(
  event: CalendarEvent & { readonly binaryPropertyName: string },
  context: m.RunContext,
): Promise<m.Item> {
  const bytes = await calendarFile(event, context)
  const { fileName } = event.additionalFields
  const file = await storeMade({ bytes, fileName, usualName: 'event.ics', mimeType: 'text/calendar' }, context)
  return itemOf(file, event.binaryPropertyName)
}

/**
 * A calendar of one event as a file in iCalendar's format: https://www.rfc-editor.org/rfc/rfc5545
 * @throws NodeError where a moment is none, or a detail cannot be written
 */
async function calendarFile(event: CalendarEvent, context: m.RunContext): Promise<Uint8Array> {
  const { createEvent } = await import('ics')
  const { error, value } = createEvent(attributesOf(event, context.zone, context.now()))
  if (error || value === null) throw unwritable(error?.message ?? 'it has no content', error)
  return Buffer.from(simplified(value))
}

/** The event as the library takes it; it stamps a file with the time it was loaded, unless it is told another. */
function attributesOf(event: CalendarEvent, zone: string, now: Date): EventAttributes & { readonly timestamp: number } {
  const details = event.additionalFields
  const from = details.useWorkflowTimezone ? zone : 'utc'
  const { lat, lon } = details.geolocationUi?.geolocationValues ?? {}
  const organizer = details.organizerUi?.organizerValues
  return {
    uid: plain('UID', details.uid) || randomUUID(),
    title: event.title,
    // To the minute.
    timestamp: Math.floor(now.getTime() / 60_000) * 60_000,
    ...times(event, from),
    ...(details.description && { description: details.description }),
    ...(details.location && { location: details.location }),
    ...(details.url && { url: details.url }),
    ...(details.status && { status: details.status }),
    ...(details.busyStatus && { busyStatus: details.busyStatus }),
    ...(details.calName && { calName: plain('Name of the calendar', details.calName) }),
    ...(details.recurrenceRule && { recurrenceRule: plain('Repeats', details.recurrenceRule) }),
    ...(details.sequence !== undefined && { sequence: details.sequence }),
    ...(lat && lon && { geo: { lat: Number(lat), lon: Number(lon) } }),
    ...(organizer && {
      organizer: { name: plain('Name', organizer.name), email: plain('E-mail', organizer.email) },
    }),
    ...(details.attendeesUi && {
      attendees: details.attendeesUi.map(({ name, email, rsvp }) => ({
        name: plain('Name', name),
        email: plain('E-mail', email),
        rsvp,
      })),
    }),
  }
}

type Moment = [number, number, number, number, number]

function times({ start, end, allDay }: CalendarEvent, zone: string) {
  const [from, to] = [momentOf('Start', start, zone), momentOf('End', end, zone)]
  if (!allDay) return { start: utcParts(from), end: utcParts(to), startInputType: 'utc', endInputType: 'utc' } as const
  // The day an event ends before: an event of the 2nd and 3rd ends on the 4th.
  const day = to.setZone(zone).plus({ days: 1 })
  const first = from.setZone(zone)
  const dayOf = ({ year, month, day: of }: { year: number; month: number; day: number }): [number, number, number] => [
    year,
    month,
    of,
  ]
  return { start: dayOf(first), end: dayOf(day) } as const
}

function momentOf(label: string, value: unknown, zone: string) {
  const found = toDateTime(value, zone)
  if (found) return found
  throw m.refuse(`The parameter "${label}" is ${JSON.stringify(value) ?? 'missing'}, but a date is needed.`, {
    code: 'parameter_wrong',
    retry: 'no',
  })
}

function utcParts(moment: ReturnType<typeof momentOf>): Moment {
  const { year, month, day, hour, minute } = moment.toUTC()
  return [year, month, day, hour, minute]
}

/** A text that stands in a line of its own: a line break in it would begin another line of the file. */
function plain(label: string, text: string | undefined): string {
  if (text === undefined || !/\p{Cc}/u.test(text)) return text ?? ''
  throw unwritable(`"${label}" is more than a line`)
}

/** People as other programs write them: names in quotes only where they need them, schemes in lower case. */
function simplified(file: string): string {
  return file.replaceAll(/^(?:ORGANIZER|ATTENDEE)[;:].*$/gm, (line) =>
    line.replace(/CN="([^":;,\\]*)"/, 'CN=$1').replace(':MAILTO:', ':mailto:'),
  )
}

function unwritable(why: string, cause?: unknown): Error {
  return m.refuse(`The event cannot be written: ${why}.`, { code: 'calendar_unwritable', retry: 'no', cause })
}
