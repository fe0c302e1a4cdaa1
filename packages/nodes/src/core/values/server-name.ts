import { isIP } from 'node:net'

/** The name that a server's certificate must be for, where a driver connects to an address: addresses are no names. */
export function serverName(host: string): { readonly servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {}
}
