import type { BinaryData, Item } from './item.ts'
import type { Json, JsonObject } from './json.ts'
import type { Page } from './page.ts'

/** A request as a trigger sees it: parsed once by the server, limits and authentication already passed. */
export interface WebhookRequest {
  readonly method: string
  readonly path: string
  /** Header names in lower case; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly params: Readonly<Record<string, string>>
  readonly query: JsonObject
  /** Undefined where nothing was parsed: no body, or one of a kind that is kept as a file. */
  readonly body: Json | undefined
  /** Uploaded files and raw bodies, already stored, by the names the hook asks for. */
  readonly files: Readonly<Record<string, BinaryData>>
  /** The public address that was called, without its query. */
  readonly url: string
  readonly test: boolean
  /** Claims of a verified token, where the hook asks for one. */
  readonly jwtPayload?: JsonObject
  /** Who visits, where the hook asks for a person who signed in to the server. */
  readonly user?: VisitingUser
  readonly address: string
}

/** A person who signed in to the server. */
export interface VisitingUser {
  readonly id: string
  readonly email: string
  readonly name: string
}

/** The answer to a caller. A body is text, JSON, a stored file or a page; nothing means an empty body. */
export interface WebhookResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body:
    | { readonly kind: 'none' }
    | { readonly kind: 'json'; readonly value: Json | undefined }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'file'; readonly file: BinaryData }
    | { readonly kind: 'page'; readonly page: Page }
  /** What a visitor is shown instead: somebody whose browser goes to the address, where programs get the body. */
  readonly visitor?: Page
}

/** When the caller gets its answer: at once, from the last node, from a Respond node, or line by line. */
export type ResponseMode = 'onReceived' | 'lastNode' | 'responseNode' | 'streaming'

/** An address a placed trigger listens on, read from its parameters when the workflow is published. */
export interface Hook {
  readonly methods: readonly string[]
  /** Without leading slash; may hold `:name` segments. */
  readonly path: string
  /** The first segment of the address: `webhook`, `form`. */
  readonly door: 'webhook' | 'form'
  readonly responseMode: ResponseMode
  readonly authentication:
    | { readonly kind: 'none' }
    /** Whoever signed in to the server, or of them those who belong to the project of the workflow. */
    | { readonly kind: 'user'; readonly ofProject: boolean }
    | { readonly kind: 'header' | 'jwt' | 'bearer'; readonly credentialType: string }
    | {
        readonly kind: 'basic'
        readonly credentialType: string
        /** What the name and password are for: browsers offer what they know for the same realm. */
        readonly realm?: string
        /** The answer to a wrong name or password; left out, 401, which makes browsers ask again. */
        readonly wrongStatus?: 401 | 403
      }
  /** CIDR networks or addresses that may call; left out, all. */
  readonly allowedAddresses?: readonly string[]
  readonly allowedOrigins?: string
  readonly ignoreBots?: boolean
  /** Visitors call it with their browsers: what is refused, fails or goes elsewhere is said as a page. */
  readonly forVisitors?: boolean
  /** Keep the exact bytes of the body as the file of this name besides the parsed body. */
  readonly rawBody?: string
  /** Keep any body, whole and unparsed, as the file of this name. */
  readonly bodyAsFile?: string
  /**
   * Name of the file that a body of another type becomes (left out, `data`); uploads of a multipart body are
   * called this name and their number (left out, their field names).
   */
  readonly binaryProperty?: string
  /** What stands between the name of a field and the number of each of its uploads, if there are several. */
  readonly beforeNumber?: string
  readonly storeOtherBodies: boolean
}

/** What a webhook trigger makes of a request: the items to start with, or an answer without a start. */
export type Received = { readonly start: readonly (readonly Item[] | null)[] } | { readonly refuse: WebhookResponse }

export function jsonResponse(
  value: Json | undefined,
  status = 200,
  headers: Record<string, string> = {},
): WebhookResponse {
  return { status, headers, body: { kind: 'json', value } }
}

export function textResponse(text: string, status = 200, headers: Record<string, string> = {}): WebhookResponse {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body: { kind: 'text', text } }
}

export function pageResponse(page: Page, status = 200): WebhookResponse {
  return { status, headers: {}, body: { kind: 'page', page } }
}

export function emptyResponse(status = 200, headers: Record<string, string> = {}): WebhookResponse {
  return { status, headers, body: { kind: 'none' } }
}

/** Whether somebody's browser goes to the address, rather than a program calling it. */
export function isVisitor({ headers }: { readonly headers: { readonly accept?: string } }): boolean {
  return headers.accept?.includes('text/html') === true
}
