/** A directory, as LDAP servers keep them: entries in memory, and one account. */
import ldapjs from 'ldapjs'

export interface Directory {
  readonly port: number
  /** Attributes by DN. */
  readonly entries: Map<string, Record<string, string[]>>
  close(): Promise<void>
}

export const directoryAccount = { bindDN: 'cn=admin,dc=example,dc=com', bindPassword: 'secret of admin' }

const suffix = 'dc=example,dc=com'

export async function startDirectory(): Promise<Directory> {
  const server = ldapjs.createServer()
  const entries = new Map<string, Record<string, string[]>>([
    [suffix, { objectClass: ['domain'], dc: ['example'] }],
    [`ou=people,${suffix}`, { objectClass: ['organizationalUnit'], ou: ['people'] }],
  ])
  const keyOf = (dn: { toString(): string }) => dn.toString().replaceAll(/,\s+/g, ',').toLowerCase()
  const find = (dn: { toString(): string }) => entries.get(keyOf(dn))

  server.bind('cn=admin,dc=example,dc=com', (request, response, next) => {
    if (request.credentials !== directoryAccount.bindPassword) return next(new ldapjs.InvalidCredentialsError())
    response.end()
    return next()
  })
  server.add(suffix, (request, response, next) => {
    if (find(request.dn)) return next(new ldapjs.EntryAlreadyExistsError(request.dn.toString()))
    entries.set(keyOf(request.dn), textsOf(request.attributes))
    response.end()
    return next()
  })
  server.del(suffix, (request, response, next) => {
    if (!entries.delete(keyOf(request.dn))) return next(new ldapjs.NoSuchObjectError(request.dn.toString()))
    response.end()
    return next()
  })
  server.compare(suffix, (request, response, next) => {
    const entry = find(request.dn)
    if (!entry) return next(new ldapjs.NoSuchObjectError(request.dn.toString()))
    response.end((entry[request.attribute] ?? []).includes(request.value))
    return next()
  })
  server.modify(suffix, (request, response, next) => {
    const entry = find(request.dn)
    if (!entry) return next(new ldapjs.NoSuchObjectError(request.dn.toString()))
    for (const { operation, modification } of request.changes) {
      const { type, values } = modification
      const before = entry[type] ?? []
      if (operation === 'add') entry[type] = [...before, ...values]
      else if (operation === 'replace') entry[type] = [...values]
      else entry[type] = values.length === 0 ? [] : before.filter((value) => !values.includes(value))
    }
    response.end()
    return next()
  })
  server.modifyDN(suffix, (request, response, next) => {
    const entry = find(request.dn)
    if (!entry) return next(new ldapjs.NoSuchObjectError(request.dn.toString()))
    const above = request.newSuperior ?? request.dn.parent()
    entries.delete(keyOf(request.dn))
    entries.set(`${keyOf(request.newRdn)},${keyOf(above)}`, entry)
    response.end()
    return next()
  })
  server.search(suffix, (request, response, next) => {
    const base = keyOf(request.dn)
    for (const [dn, attributes] of entries) {
      const isBelow = dn === base || dn.endsWith(`,${base}`)
      if (isBelow && request.filter.matches(attributes)) response.send({ dn, attributes })
    }
    response.end()
    return next()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: server.port, entries, close: () => new Promise((resolve) => server.close(() => resolve())) }
}

function textsOf(attributes: readonly { readonly type: string; readonly values: readonly string[] }[]) {
  return Object.fromEntries(attributes.map(({ type, values }): [string, string[]] => [type, [...values]]))
}
