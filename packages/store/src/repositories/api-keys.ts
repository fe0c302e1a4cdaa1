/** Keys for the public API. The database holds a SHA-256 of each; the key itself is shown once. */
export interface ApiKeys {
  list(user: string): Promise<readonly ApiKey[]>
  /** The only time the key's text is seen. */
  create(key: NewApiKey): Promise<{ readonly key: ApiKey; readonly text: string }>
  /** The key with this text, unless it has expired or was deleted. */
  find(text: string): Promise<ApiKey | undefined>
  delete(user: string, id: string): Promise<void>
}

export interface ApiKey {
  readonly id: string
  readonly user: string
  readonly name: string
  /** What it may do; at most what its owner may at that moment. */
  readonly scopes: readonly string[]
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
}

export interface NewApiKey {
  readonly user: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly expiresAt?: number | null
}
