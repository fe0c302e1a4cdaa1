import { BlockList, isIP } from 'node:net'

/**
 * A list of addresses and networks. Addresses are compared as addresses: `127.0.0` is nobody, and
 * `::ffff:10.0.0.1` is `10.0.0.1`.
 */
export function createAddressList(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  let isEmpty = true
  for (const entry of entries) {
    const [address = '', bits] = entry.trim().split('/')
    const version = isIP(address)
    if (version === 0) continue
    const family = version === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else if (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)) {
      list.addSubnet(address, Number(bits), family)
    } else continue
    isEmpty = false
  }
  // Most servers trust nobody, and every request would ask.
  if (isEmpty) return () => false
  return (address) => {
    const plain = plainAddress(address)
    const version = isIP(plain)
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6')
  }
}

/** IPv4 addresses that arrive on an IPv6 socket, written as IPv4. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address
}
