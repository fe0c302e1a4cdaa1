import type { BinaryData } from './item.ts'
import type { Json } from './json.ts'

/**
 * One outgoing request as an operation describes it. The engine's HTTP layer sends it through the one
 * outbound dialer: signing, redirects, limits, proxies and time-outs happen there and nowhere else.
 */
export interface HttpRequest {
  readonly method: string
  readonly url: string
  /** Appended behind a query the URL already has. Lists follow `arrayFormat`; undefined is left out, null is empty. */
  readonly query?: Readonly<Record<string, Json | undefined>>
  readonly arrayFormat?: 'repeat' | 'brackets' | 'indices'
  /** A list sends the header several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: HttpBody
  /** The credential that signs the request: its type, as the node's `credentials` names it. */
  readonly credential?: string
  /** What the node does at the service, as its scopes: for credentials that are given tokens for scopes, and name none. */
  readonly scope?: string
  /** The author of the workflow wrote the address, not the node: a credential may be closed to such requests. */
  readonly anyAddress?: boolean
  /** The credential whose certificates the connection uses: its type. */
  readonly certificate?: string
  /** What that credential adds is the engine's to fill in: unlike other headers, a redirect to another origin loses it. */
  readonly signedHeaders?: Readonly<Record<string, string>>
  readonly redirects?: {
    readonly follow: boolean
    readonly max: number
    /** What the credential added goes along to another origin. */
    readonly keepCredential?: boolean
  }
  /** The header in which the service takes the key of what is done, so that it does nothing twice. */
  readonly keyHeader?: string
  readonly timeoutMs?: number
  readonly proxy?: string
  readonly allowUnauthorizedCerts?: boolean
  /** Keep header names as written instead of lower case. */
  readonly keepHeaderCase?: boolean
  /** What to do with the answer's bytes: decode to text (default), or store them as a file. */
  readonly expect?: 'text' | 'file' | 'auto'
}

export type HttpBody =
  | { readonly kind: 'json'; readonly value: Json | undefined }
  | { readonly kind: 'text'; readonly text: string; readonly type: string }
  | { readonly kind: 'form'; readonly fields: readonly (readonly [string, string])[] }
  | { readonly kind: 'multipart'; readonly parts: readonly MultipartPart[] }
  | { readonly kind: 'file'; readonly file: BinaryData; readonly type?: string }

export interface MultipartPart {
  readonly name: string
  readonly value?: string
  readonly file?: BinaryData
}

export interface HttpResponse {
  readonly status: number
  readonly statusText: string
  /** Header names in lower case; a repeated `set-cookie` is a list. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** The decoded body where it was read as text. */
  readonly text?: string
  /** The stored body where it was read as a file. */
  readonly file?: BinaryData
  /** The address after redirects. */
  readonly url: string
}

/** An answer that is read as it comes. */
export interface StreamedResponse {
  readonly status: number
  readonly contentType: string
  readonly chunks: AsyncIterable<Uint8Array>
}
