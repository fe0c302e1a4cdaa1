/** A UUID of version 7: the time first, so that later ones sort behind earlier ones; the rest by chance. */
export function uuidv7(now: number): string {
  const bytes = new Uint8Array(16)
  crypto.getRandomValues(bytes)
  let time = BigInt(Math.max(0, Math.trunc(now)))
  for (let i = 5; i >= 0; i--) {
    bytes[i] = Number(time & 255n)
    time >>= 8n
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
