import type { OutboundPolicy } from '@millrace/engine'

/** What may be connected to: the mode, and networks or addresses that are open besides, as settings write them. */
export function outboundPolicy(mode: OutboundPolicy['mode'], allowed: readonly string[]): OutboundPolicy {
  return { mode, allow: allowed.map(readAllowed) }
}

/** `10.0.0.0/8`, `10.0.0.5:5432` or `[fd00::1]:443`: a network, or an address with a port. */
function readAllowed(text: string): { readonly network: string; readonly port?: number } {
  const [, bracketed, bare, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? []
  const network = bracketed ?? bare
  return network === undefined ? { network: text.replace(/^\[(.*)\]$/, '$1') } : { network, port: Number(port) }
}
