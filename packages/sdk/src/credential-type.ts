import type { Condition } from './condition.ts'
import type { HttpRequest, HttpResponse } from './http.ts'
import type { JsonObject } from './json.ts'
import type { Property } from './property.ts'

/** A kind of credential: its form, how it signs a request, and a request that shows whether it works. */
export interface CredentialType {
  readonly type: string
  readonly name: string
  readonly about?: string
  readonly icon?: string
  readonly properties: readonly Property[]
  /** Parts of a request this credential adds; `{field}` stands for a field's value. */
  sign?(fields: JsonObject): CredentialSignature
  /** A request that succeeds when the credential works. */
  readonly test?: (fields: JsonObject) => HttpRequest
  /** Node types that may use it besides those that name it. */
  readonly generic?: boolean
  /** The fields that say whether a person signs in at the service and consents, once, to what is done in their name. */
  readonly consent?: Condition
  /** The protocol of that consent; OAuth2 where it is left out. */
  readonly consentBy?: 'oauth1'
}

export interface CredentialSignature {
  readonly headers?: Readonly<Record<string, string>>
  /** Headers that are the same for everybody: no secrets. */
  readonly openHeaders?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: JsonObject
  /** In the query of a request that has no body by its method, in the body of all others. */
  readonly payload?: JsonObject
  readonly basic?: { readonly user: string; readonly password: string }
  /** Answered to a challenge (RFC 7616): the request is made again with the digest. */
  readonly digest?: { readonly user: string; readonly password: string }
  /** A token is fetched with these (RFC 6749, client credentials), and a new one when it is refused. */
  readonly oauth2?: ClientGrant
  /** A token is used that a person consented to (RFC 6749, authorization code), and is renewed when it is over. */
  readonly consent?: ConsentGrant
  /** Every request is signed by itself (RFC 5849). */
  readonly oauth1?: OAuth1Secrets
  /** A person consents first (RFC 5849, section 2); without their token nothing can be signed. */
  readonly oauth1Consent?: OAuth1Consent
  /** Every request is signed by itself, as it is about to go over the wire. */
  readonly seal?: Seal
  /** A session is opened with the service before the first request, and anew when it is over. */
  readonly session?: SessionOpening
  /** Certificates for the connection itself, as PEM text. */
  readonly tls?: TlsIdentity
}

/**
 * Signs one request whole.
 * @param now milliseconds since 1970
 * @throws NodeError where the fields cannot sign it
 */
export type Seal = (request: WireRequest, now: number) => SealHeaders

/** The headers that a seal adds: those that hold secrets or signatures, and those that anybody may read. */
export type SealHeaders = Pick<CredentialSignature, 'headers' | 'openHeaders'>

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string
  readonly url: URL
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Empty where there is none. */
  readonly body: Uint8Array
}

/** How a session is opened, and for how long it is used. */
export interface SessionOpening {
  /** Where it is opened: the secrets of the credential go there, wherever the session is used afterwards. */
  readonly address: string
  /** The status that says that it is over; 401 where it is left out. */
  readonly overAt?: number
  /**
   * Opens it by requests of its own.
   * @throws NodeError `session_refused` where the service does not let the credential in, `session_failed` where it fails
   */
  open(service: SessionService): Promise<OpenedSession>
}

/** What opening a session may touch. */
export interface SessionService {
  readonly send: (request: HttpRequest) => Promise<HttpResponse>
  /** Milliseconds since 1970. */
  readonly now: number
  /** What the first request wants to do there, as the service's scopes; empty where it does not say. */
  readonly scope: string
}

/** How requests are signed within a session. */
export interface OpenedSession {
  readonly signature: Pick<CredentialSignature, 'headers' | 'openHeaders' | 'seal'>
  /** How long it holds; undefined where the service does not say. */
  readonly seconds?: number | undefined
}

/** Who a client is on a connection, and whom it trusts there; PEM texts. */
export interface TlsIdentity {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly passphrase?: string
}

/** What a client and the person it acts for share with a service. */
export interface OAuth1Secrets {
  readonly clientKey: string
  readonly clientSecret: string
  /** Empty where the client acts for itself. */
  readonly token: string
  readonly tokenSecret: string
  readonly method: 'HMAC-SHA1' | 'HMAC-SHA256' | 'HMAC-SHA512'
}

/** Where a person consents that a client acts for them, and where the client is given tokens for it. */
export interface OAuth1Consent extends Pick<OAuth1Secrets, 'clientKey' | 'clientSecret' | 'method'> {
  readonly requestTokenUrl: string
  /** The service's page that asks the person. */
  readonly authUrl: string
  readonly accessTokenUrl: string
}

/** What a client shows to be given a token of its own. */
export interface ClientGrant {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** Several, apart by blanks; empty: what the service gives of its own accord. */
  readonly scope: string
  /** Where the client names itself: in the Authorization header, or among the fields. */
  readonly clientIn: 'header' | 'body'
  /** Fields that the service wants besides. */
  readonly fields?: Readonly<Record<string, string>>
  /** The status that says that a token is over; 401 where it is left out. */
  readonly overAt?: number
  readonly allowUnauthorizedCerts?: boolean
}

/** Where a person consents that a client acts for them, and where the client is given tokens for it. */
export interface ConsentGrant extends Omit<ClientGrant, 'fields'> {
  /** The service's page that asks the person. */
  readonly authUrl: string
  /** What that page is told besides, as the query of an address. */
  readonly authParameters: string
  /** Whether the client proves that it is the one that began (RFC 7636). */
  readonly pkce: boolean
  /** Headers that carry the token, `{token}` standing for it, where that is not one of a bearer (RFC 6750). */
  readonly carriers?: Readonly<Record<string, string>>
  /** The member of the service's answer that holds the person's token, where that is not the answer itself. */
  readonly tokenIn?: string
}
