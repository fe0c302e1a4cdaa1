/**
 * Files that come with a request. Small ones lie in the item itself; larger ones go to disk as they arrive, and belong to
 * the execution that takes them. What no execution takes is gone when the request is over.
 */
import type { BinaryData } from '@millrace/sdk'
import type { IncomingBlob, Store } from '@millrace/store'
import { extensionOf } from './file-kinds.ts'

/** Up to this many bytes a file lies in the item itself. */
const INLINE_BYTES = 4096

/** What is known of a file before its bytes. */
export interface UploadHead {
  readonly mimeType: string
  readonly fileName?: string
}

export class Uploads {
  readonly #folder: Pick<Store['blobs'], 'incoming'>
  readonly #open: IncomingBlob[] = []

  constructor(folder: Pick<Store['blobs'], 'incoming'>) {
    this.#folder = folder
  }

  /** Begins a file. */
  begin(head: UploadHead): Upload {
    return new Upload(head, async () => {
      const blob = await this.#folder.incoming()
      this.#open.push(blob)
      return blob
    })
  }

  /** The execution takes them: from now on they are its files, on disk under its name. */
  async keep(execution: string): Promise<void> {
    for (const blob of this.#open.splice(0)) await blob.keep(execution)
  }

  /** Lets go of what no execution took. */
  async drop(): Promise<void> {
    for (const blob of this.#open.splice(0)) await blob.drop()
  }
}

/** A file whose bytes arrive. */
export class Upload {
  readonly head: UploadHead
  size = 0
  #small: Buffer[] = []
  #blob: IncomingBlob | undefined
  readonly #incoming: () => Promise<IncomingBlob>

  constructor(head: UploadHead, incoming: () => Promise<IncomingBlob>) {
    this.head = head
    this.#incoming = incoming
  }

  async take(bytes: Buffer): Promise<void> {
    this.size += bytes.length
    if (this.#blob === undefined && this.size <= INLINE_BYTES) {
      // The bytes are a view of what arrived, which would stay for as long as they do.
      this.#small.push(Buffer.from(bytes))
      return
    }
    if (this.#blob === undefined) {
      this.#blob = await this.#incoming()
      for (const early of this.#small.splice(0)) await this.#blob.write(early)
    }
    await this.#blob.write(bytes)
  }

  async end(): Promise<void> {
    await this.#blob?.end()
  }

  /** The file as an item has it; one without a name (the raw body) is described by its type alone. */
  describe(): BinaryData {
    const { mimeType, fileName } = this.head
    const place =
      this.#blob === undefined ? { data: Buffer.concat(this.#small).toString('base64') } : { id: this.#blob.id }
    if (fileName === undefined) return { mimeType, bytes: this.size, ...place }
    const dot = fileName.lastIndexOf('.')
    const fileExtension = dot > 0 ? fileName.slice(dot + 1) : extensionOf(mimeType)
    return {
      mimeType,
      fileName,
      ...(fileExtension === undefined ? {} : { fileExtension }),
      fileSize: sizeForPeople(this.size),
      bytes: this.size,
      ...place,
    }
  }
}

function sizeForPeople(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB']
  let size = bytes
  let unit = -1
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${Number(size.toPrecision(3))} ${units[unit] ?? 'B'}`
}
