/** The signature in the addresses of waiting executions: runners write it, the door checks it. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'

export interface ResumeSignature {
  sign(execution: string): string
  verify(execution: string, signature: string): boolean
}

/** Signatures under a key of this instance. */
export function createResumeSignature(key: Uint8Array): ResumeSignature {
  // A key that Node has taken in before signs in a sixth of the time.
  const secret = createSecretKey(key)
  const digest = (execution: string) => createHmac('sha256', secret).update(execution).digest()
  return {
    sign: (execution) => digest(execution).toString('base64url'),
    verify(execution, signature) {
      const given = Buffer.from(signature, 'base64url')
      const wanted = digest(execution)
      return given.length === wanted.length && timingSafeEqual(given, wanted)
    },
  }
}
