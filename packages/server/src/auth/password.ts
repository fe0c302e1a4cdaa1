/** Passwords by Argon2id, two at a time: each takes 19 MB, and a burst of sign-ins must not take them all at once. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'

const MEMORY_KB = 19_456
const PASSES = 2
const PARALLEL = 2

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const tag = await derive(password, salt)
  return `$argon2id$v=19$m=${MEMORY_KB},t=${PASSES},p=1$${salt.toString('base64url')}$${tag.toString('base64url')}`
}

export async function verifyPassword(hash: string, password: string): Promise<boolean> {
  const [, kind, , , salt, tag] = hash.split('$')
  if (kind !== 'argon2id' || salt === undefined || tag === undefined) return false
  const wanted = Buffer.from(tag, 'base64url')
  const given = await derive(password, Buffer.from(salt, 'base64url'))
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

let busy = 0
const line: (() => void)[] = []

async function derive(password: string, salt: Buffer): Promise<Buffer> {
  if (busy >= PARALLEL) await new Promise<void>((go) => line.push(go))
  else busy += 1
  try {
    return await argon2id(password, salt)
  } finally {
    const next = line.shift()
    if (next) next()
    else busy -= 1
  }
}

function argon2id(password: string, salt: Buffer): Promise<Buffer> {
  const settings = { message: password, nonce: salt, memory: MEMORY_KB, passes: PASSES, parallelism: 1, tagLength: 32 }
  return new Promise((resolve, reject) => {
    argon2('argon2id', settings, (error, tag) => (error ? reject(error) : resolve(tag)))
  })
}
