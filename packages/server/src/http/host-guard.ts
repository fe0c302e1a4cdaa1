/**
 * Refuses requests for host names that are not this server's. A page on the internet can point its own name at
 * 127.0.0.1 and so reach a server on a person's machine (DNS rebinding); the Host header still carries that name.
 */
export function createHostGuard(allowed: {
  readonly publicUrl: string
  readonly listen: string
  readonly names: readonly string[]
}): (host: string | undefined) => boolean {
  if (allowed.names.includes('*')) return () => true
  const names = new Set(['localhost', '127.0.0.1', '[::1]', ...allowed.names.map(hostName)])
  names.add(hostName(new URL(allowed.publicUrl).host))
  if (allowed.listen !== '0.0.0.0' && allowed.listen !== '::') names.add(hostName(allowed.listen))
  const anyAddress = allowed.listen === '0.0.0.0' || allowed.listen === '::'

  return (host) => {
    if (host === undefined) return false
    const name = hostName(host)
    // An address cannot be rebound: its owner is who answers there.
    return names.has(name) || name.endsWith('.localhost') || (anyAddress && isAddress(name))
  }
}

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
}

function isAddress(name: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[0-9a-f:.]+\]$/.test(name)
}
