/** The signature in the addresses of waiting executions: runners write it, the door checks it. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'

export interface ResumeSignature {
  sign(execution: string): string
  verify(execution: string, signature: string): boolean
}

/** The address at which an execution waits, or its visitor finds its next page. */
export function resumeAddress(
  { publicUrl, signature }: { readonly publicUrl: string; readonly signature: Pick<ResumeSignature, 'sign'> },
  execution: string,
  { by, suffix }: { readonly by: 'form' | 'webhook'; readonly suffix?: string },
): string {
  const place = suffix === undefined || suffix === '' ? execution : `${execution}/${suffix}`
  return `${publicUrl}/${by}-waiting/${place}?signature=${signature.sign(execution)}`
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
