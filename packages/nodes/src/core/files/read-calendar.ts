/** Calendars in iCalendar's format (https://www.rfc-editor.org/rfc/rfc5545) as plain data, moments as ISO text. */
import type { Json, JsonObject } from '@millrace/sdk'
import { refuse } from '@millrace/sdk'

export type CalendarContent = JsonObject

/**
 * The calendar in a file, of n8n's form: an event has neither its `sequence` nor whether an attendee is asked to reply.
 * @throws NodeError where it is no calendar
 */
export async function readCalendar(bytes: Uint8Array): Promise<CalendarContent> {
  const { convertIcsCalendar } = await import('ts-ics')
  const text = new TextDecoder().decode(bytes)
  try {
    return toData(convertIcsCalendar(undefined, text))
  } catch (cause) {
    throw refuse(`The file is no calendar: ${cause instanceof Error ? cause.message.slice(0, 200) : 'unreadable'}.`, {
      code: 'calendar_invalid',
      retry: 'no',
      cause,
    })
  }
}

/** Dates become text, and members without a value go. */
function toData(calendar: object): JsonObject {
  const data: JsonObject = JSON.parse(
    JSON.stringify(calendar, (name, value: Json) => (name === 'sequence' || name === 'rsvp' ? undefined : value)),
  )
  return data
}
