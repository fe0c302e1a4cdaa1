/** The part of an LDAP server out of a package, which has no types of its own, that tests use. */
declare module 'ldapjs' {
  interface Name {
    toString(): string
    parent(): Name
  }

  interface Attribute {
    readonly type: string
    readonly values: readonly string[]
  }

  interface Request {
    readonly dn: Name
    readonly credentials: string
    readonly attributes: readonly Attribute[]
    readonly attribute: string
    readonly value: string
    readonly changes: readonly { readonly operation: string; readonly modification: Attribute }[]
    readonly newRdn: Name
    readonly newSuperior: Name | null
    readonly filter: { matches(attributes: Readonly<Record<string, readonly string[]>>): boolean }
  }

  interface Response {
    send(entry: { readonly dn: string; readonly attributes: Readonly<Record<string, readonly string[]>> }): void
    end(result?: boolean): void
  }

  type Handler = (request: Request, response: Response, next: (error?: Error) => void) => void

  interface Server {
    readonly port: number
    bind(dn: string, handler: Handler): void
    add(dn: string, handler: Handler): void
    del(dn: string, handler: Handler): void
    compare(dn: string, handler: Handler): void
    modify(dn: string, handler: Handler): void
    modifyDN(dn: string, handler: Handler): void
    search(dn: string, handler: Handler): void
    listen(port: number, host: string, listening: () => void): void
    close(closed: () => void): void
  }

  type ErrorClass = new (message?: string) => Error

  const ldapjs: {
    createServer(): Server
    readonly EntryAlreadyExistsError: ErrorClass
    readonly InvalidCredentialsError: ErrorClass
    readonly NoSuchObjectError: ErrorClass
  }
  export default ldapjs
}
