/** What files are read with, each loaded at its first use. All that goes in and comes out can be sent to a thread. */
import type { ImageJob, MadeImage } from '../editImage/image-job.ts'
import type { CalendarContent } from './read-calendar.ts'
import type { CsvOptions, CsvTable } from './read-csv.ts'
import type { PdfContent, PdfOptions } from './read-pdf.ts'
import type { SheetOptions, SheetRows } from './read-sheet.ts'

/** What each kind of file is asked, and what it gives. */
export interface Contents {
  readonly calendar: { readonly options: undefined; readonly content: CalendarContent }
  readonly csv: { readonly options: CsvOptions; readonly content: CsvTable }
  readonly image: { readonly options: ImageJob; readonly content: MadeImage }
  readonly pdf: { readonly options: PdfOptions; readonly content: PdfContent }
  readonly sheet: { readonly options: SheetOptions; readonly content: SheetRows }
}

type Reader<K extends keyof Contents> = (
  bytes: Uint8Array,
  options: Contents[K]['options'],
) => Promise<Contents[K]['content']>

export const readers: { readonly [K in keyof Contents]: Reader<K> } = {
  calendar: async (bytes) => (await import('./read-calendar.ts')).readCalendar(bytes),
  csv: async (bytes, options) => (await import('./read-csv.ts')).readCsv(bytes, options),
  image: async (bytes, options) => (await import('../editImage/make-image.ts')).makeImage(bytes, options),
  pdf: async (bytes, options) => (await import('./read-pdf.ts')).readPdf(bytes, options),
  sheet: async (bytes, options) => (await import('./read-sheet.ts')).readSheet(bytes, options),
}
