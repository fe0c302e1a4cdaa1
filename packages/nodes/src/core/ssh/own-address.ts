import { networkInterfaces } from 'node:os'

/** Whether an address is one of this machine. */
export function isOwnAddress(address: string): boolean {
  const bare = address.toLowerCase().replace(/^::ffff:/, '')
  if (bare === '::1' || bare === '::' || bare === '0.0.0.0' || bare.startsWith('127.')) return true
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some((one) => one.address === bare))
}
