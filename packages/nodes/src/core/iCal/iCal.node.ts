import * as m from '@millrace/sdk'
import { eventDetails, eventInput, eventItem } from '../files/calendar-event.ts'

const createEventFile = m.operation({
  name: 'Make a file of an event',
  input: {
    ...eventInput,
    binaryPropertyName: m.text('Name for the file in the item', { default: 'data', required: true }),
    additionalFields: eventDetails,
  },
  per: 'item',
  run: (event, { context }) => eventItem(event, context),
})

export const iCal = m.defineNode({
  type: 'iCal',
  name: 'iCalendar',
  about: 'Makes calendar files of events. “Convert to File” does it too.',
  icon: 'lucide:calendar-plus',
  category: 'files',
  hidden: true,
  operations: { createEventFile },
})
