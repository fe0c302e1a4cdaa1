/** Texts of PDF documents, page by page, and what the documents say of themselves. Pictures and scripts are not looked at. */
import { type JsonObject, refuse } from '@millrace/sdk'

export interface PdfOptions {
  readonly password?: string | undefined
  /** The most pages; left out, all. */
  readonly mostPages?: number | undefined
}

export interface PdfContent {
  readonly pages: readonly string[]
  readonly pageCount: number
  readonly info: JsonObject
  readonly metadata?: JsonObject
  /** The version of the reader. */
  readonly version: string
}

const mostPages = 10_000
const mostCharacters = 64 * 1024 * 1024

/** @throws NodeError where it is no PDF document, or its password is wrong */
export async function readPdf(bytes: Uint8Array, options: PdfOptions): Promise<PdfContent> {
  const { getResolvedPDFJS, getDocumentProxy } = await import('unpdf')
  const { version } = await getResolvedPDFJS()
  const document = await opened(() =>
    getDocumentProxy(bytes, {
      enableXfa: false,
      useSystemFonts: false,
      disableFontFace: true,
      verbosity: 0,
      ...(options.password !== undefined && { password: options.password }),
    }),
  )
  try {
    const { info, metadata } = await document.getMetadata()
    const pages: string[] = []
    let length = 0
    const last = Math.min(document.numPages, options.mostPages ?? document.numPages)
    if (last > mostPages) throw tooLarge(`it has ${last} pages, and ${mostPages} are the most`)
    for (let number = 1; number <= last; number++) {
      const page = await document.getPage(number)
      const text = textOf((await page.getTextContent()).items)
      page.cleanup()
      length += text.length
      if (length > mostCharacters) throw tooLarge(`its text has more than ${mostCharacters} characters`)
      pages.push(text)
    }
    const own = metadata === null ? undefined : dataOf(Object.fromEntries(metadata as Iterable<[string, unknown]>))
    return { pages, pageCount: document.numPages, info: dataOf(info), ...(own && { metadata: own }), version }
  } finally {
    await document.loadingTask.destroy()
  }
}

async function opened<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (cause) {
    const locked = cause instanceof Error && cause.name === 'PasswordException'
    throw locked
      ? refuse('The PDF document is protected: the password is missing or wrong.', {
          code: 'pdf_locked',
          retry: 'no',
          cause,
        })
      : refuse(`The file is no PDF document that can be read: ${cause instanceof Error ? cause.message : 'damaged'}`, {
          code: 'pdf_invalid',
          retry: 'no',
          cause,
        })
  }
}

/** The pieces of a page's text, in lines. */
function textOf(items: readonly object[]): string {
  let text = ''
  for (const item of items) {
    if (!('str' in item) || typeof item.str !== 'string') continue
    text += item.str
    if ('hasEOL' in item && item.hasEOL === true) text += '\n'
  }
  return text.trimEnd()
}

function dataOf(value: object): JsonObject {
  const data: JsonObject = JSON.parse(JSON.stringify(value))
  return data
}

function tooLarge(why: string): Error {
  return refuse(`The PDF document is too large: ${why}.`, { code: 'pdf_too_large', retry: 'no' })
}
