import * as m from '@millrace/sdk'
import { readApart } from './read-apart.ts'
import type { PdfContent } from './read-pdf.ts'

export const pdfOptions = {
  joinPages: m.flag('One text of all pages', { default: true, help: 'Otherwise a list of texts.' }),
  maxPages: m.number('Most pages', { help: '0 for all.' }),
  password: m.text('Password', { password: true }),
}

/** The pages of a PDF document, as a person chose them to be read. */
export function readChosenPdf(
  bytes: Uint8Array,
  choice: { readonly maxPages?: number | undefined; readonly password?: string | undefined },
  signal: AbortSignal,
): Promise<PdfContent> {
  const { maxPages = 0, password } = choice
  return readApart('pdf', bytes, { password, ...(maxPages > 0 && { mostPages: maxPages }) }, { signal })
}

/** A PDF document as the fields of an item. */
export function pdfFields(content: PdfContent, joined: boolean): m.JsonObject {
  const { pages, pageCount, info, metadata, version } = content
  return {
    numpages: pageCount,
    numrender: pages.length,
    info,
    ...(metadata && { metadata }),
    text: joined ? pages.join('\n\n') : pages,
    version,
  }
}
