import type { Item } from '@millrace/sdk'
import { DateTime } from 'luxon'

/** The item of a schedule: its moment in the workflow's zone, in words that people put into texts. */
export function momentItem(now: Date, zone: string): Item {
  const at = DateTime.fromJSDate(now, { zone }).setLocale('en')
  const time = `${at.toFormat('h:mm:ss')} ${at.hour < 12 ? 'am' : 'pm'}`
  return {
    json: {
      timestamp: at.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSSZZ"),
      'Readable date': `${at.toFormat('MMMM')} ${ordinal(at.day)} ${at.year}, ${time}`,
      'Readable time': time,
      'Day of week': at.toFormat('EEEE'),
      Year: at.toFormat('yyyy'),
      Month: at.toFormat('MMMM'),
      'Day of month': at.toFormat('dd'),
      Hour: at.toFormat('HH'),
      Minute: at.toFormat('mm'),
      Second: at.toFormat('ss'),
      Timezone: `${zone} (UTC${at.toFormat('ZZ')})`,
    },
  }
}

function ordinal(day: number): string {
  const endings: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }
  return `${day}${endings[new Intl.PluralRules('en', { type: 'ordinal' }).select(day)]}`
}
