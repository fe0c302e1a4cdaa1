/**
 * Which addresses may be connected to. The rule is about addresses, not names: names are resolved first and
 * the connection goes to the address that was checked, so no name, redirect or rebinding changes the answer.
 *
 *   O1  Public unicast addresses are open to everyone.
 *   O2  Loopback and private addresses are open while the server itself is reachable from loopback only
 *       (`open`), and by the administrator's list of networks and ports.
 *   O3  Link-local addresses, where clouds keep their machines' secrets, are closed in both cases; they need a
 *       switch of their own.
 *   O4  Addresses that wrap others (mapped, translated, 6to4, NAT64) count as what they wrap.
 *   O5  Multicast, broadcast and reserved addresses are closed.
 */
import ipaddr from 'ipaddr.js'

export interface OutboundPolicy {
  readonly mode: 'open' | 'guarded'
  /** Networks (`10.0.0.0/8`, an address) that are open besides, each with a port or for all. */
  readonly allow?: readonly { readonly network: string; readonly port?: number }[]
  readonly allowLinkLocal?: boolean
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Special addresses of clouds that do not lie in the link-local ranges. */
const METADATA = [ipaddr.parse('fd00:ec2::254'), ipaddr.parse('100.100.100.200'), ipaddr.parse('168.63.129.16')]

/** Whether a connection to an address (in any written form) and port may be made. */
export function mayConnect(policy: OutboundPolicy, address: string, port: number): boolean {
  const parsed = readAddress(address)
  if (parsed === undefined) return false
  const target = unwrapped(parsed)
  const range = target.range()
  if (range === 'linkLocal' || METADATA.some((one) => same(one, target))) return policy.allowLinkLocal === true
  if (range === 'unicast') return true
  if (isAllowed(policy, target, port)) return true
  return policy.mode === 'open' && OPEN.has(range)
}

const OPEN: ReadonlySet<string> = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat', 'unspecified'])

/** An address as text, or nothing. Old forms (`0x7f.1`, `2130706433`) count as what they mean. */
export function readAddress(text: string): Address | undefined {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text
  const [address = ''] = bare.split('%')
  return ipaddr.isValid(address) ? ipaddr.parse(address) : undefined
}

/** The IPv4 address inside an IPv6 one, for every way of putting it there. */
function unwrapped(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address
  const bytes = address.toByteArray()
  const inside = (from: number) => new ipaddr.IPv4(bytes.slice(from, from + 4))
  const compatible = bytes.slice(0, 12).every((byte) => byte === 0) && bytes.slice(12, 15).some((byte) => byte !== 0)
  switch (address.range()) {
    case 'ipv4Mapped':
    case 'rfc6145':
    case 'rfc6052':
      return inside(12)
    case '6to4':
      return inside(2)
    case 'teredo':
      return new ipaddr.IPv4(bytes.slice(12, 16).map((byte) => byte ^ 0xff))
    default:
      return compatible ? inside(12) : address
  }
}

function same(a: Address, b: Address): boolean {
  return a.kind() === b.kind() && a.toString() === b.toString()
}

function isAllowed({ allow = [] }: OutboundPolicy, target: Address, port: number): boolean {
  return allow.some((one) => (one.port === undefined || one.port === port) && contains(one.network, target))
}

function contains(network: string, target: Address): boolean {
  if (!network.includes('/')) {
    const one = readAddress(network)
    return one !== undefined && same(unwrapped(one), target)
  }
  if (!ipaddr.isValidCIDR(network)) return false
  const [base, bits] = ipaddr.parseCIDR(network)
  return base.kind() === target.kind() && target.match(base, bits)
}
