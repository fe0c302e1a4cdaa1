import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/**
 * A signed statement of how far the audit was at a moment, in one word that may be written anywhere: whoever changes,
 * reorders or cuts off what came before makes the audit disagree with it. Only the instance's keys sign.
 */
export interface Checkpoint {
  readonly seq: number
  readonly at: number
  /** The hash of the entry `seq`, which covers all before it. */
  readonly head: string
}

export interface AuditSeal {
  seal(checkpoint: Checkpoint): string
  /** The checkpoints in a text, such as a log, in their order; null for one whose signature is not the instance's. */
  find(text: string): readonly (Checkpoint | null)[]
}

/** What an Ed25519 key in PKCS #8 begins with; its 32 bytes follow (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const WORD = /millrace-audit:1:(\d{1,15}):(\d{1,15}):([0-9a-f]{64}):([\w-]{86})(?![\w-])/g

export function createAuditSeal(seed: Uint8Array): AuditSeal {
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const open = createPublicKey(secret)
  return {
    seal(checkpoint) {
      const text = textOf(checkpoint)
      return `${text}:${sign(null, Buffer.from(text), secret).toString('base64url')}`
    },
    find: (text) => [...text.matchAll(WORD)].map((match) => opened(match, open)),
  }
}

function opened([, seq, at, head = '', signature = '']: RegExpMatchArray, open: KeyObject): Checkpoint | null {
  const checkpoint = { seq: Number(seq), at: Number(at), head }
  const isOurs = verify(null, Buffer.from(textOf(checkpoint)), open, Buffer.from(signature, 'base64url'))
  return isOurs ? checkpoint : null
}

function textOf({ seq, at, head }: Checkpoint): string {
  return `millrace-audit:1:${seq}:${at}:${head}`
}
