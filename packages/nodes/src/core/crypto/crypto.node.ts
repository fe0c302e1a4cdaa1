import { createHash, createHmac, createSign, randomBytes } from 'node:crypto'
import * as m from '@millrace/sdk'
import { bytesOf } from '../values/file-of.ts'
import { toPem } from '../values/pem.ts'
import { decryptWithKey, decryptWithPassphrase, encryptWithKey, encryptWithPassphrase } from './encryption.ts'
import { signatureAlgorithms } from './signature-algorithms.ts'

const hashes = {
  MD5: 'MD5',
  SHA1: 'SHA1',
  SHA256: 'SHA256',
  'SHA3-256': 'SHA3-256',
  'SHA3-384': 'SHA3-384',
  'SHA3-512': 'SHA3-512',
  SHA384: 'SHA384',
  SHA512: 'SHA512',
} as const

const type = m.oneOf(
  m.until(1, m.choice('Function', hashes, { required: true })),
  m.since(2, m.choice('Function', hashes, { default: 'SHA256', required: true })),
)

const value = m.value('Text', { required: true })
const dataPropertyName = m.text('Field for the result', { default: 'data', required: true })
const encoding = m.choice('Written as', { base64: 'Base64', hex: 'Hexadecimal' }, { default: 'hex', required: true })
const stringLength = m.number('Length', { default: 32 })
const longest = 1_000_000

/** What is hashed: a text, or a file. */
const hashed = {
  binaryData: m.switched(
    'A file',
    { binaryPropertyName: m.text('File', { default: 'data', required: true }) },
    { required: true },
  ),
  type,
  value: m.when(m.is('binaryData', false), value),
  dataPropertyName,
  encoding,
}

const sealed = {
  mode: m.variants(
    'With',
    {
      symmetric: m.variant('A passphrase', {
        cipher: m.choice(
          'Cipher',
          {
            'aes-256-gcm': 'AES-256-GCM',
            'aes-192-gcm': 'AES-192-GCM',
            'aes-128-gcm': 'AES-128-GCM',
            'chacha20-poly1305': 'ChaCha20-Poly1305',
          },
          { required: true },
        ),
      }),
      asymmetric: m.variant('A pair of RSA keys'),
    },
    { required: true },
  ),
  value,
  dataPropertyName,
}

const inputs = {
  action: m.variants(
    'What to do',
    {
      decrypt: m.variant('Decrypt', sealed, { since: 2 }),
      encrypt: m.variant('Encrypt', sealed, { since: 2 }),
      generate: m.variant('Make a random text', {
        dataPropertyName,
        encodingType: m.variants(
          'Kind',
          {
            ascii: m.variant('Any ASCII', { stringLength }),
            base64: m.variant('Base64', { stringLength }),
            hex: m.variant('Hexadecimal', { stringLength }),
            uuid: m.variant('UUID'),
          },
          { default: 'uuid', required: true },
        ),
      }),
      hash: m.variant('Hash', hashed),
      hmac: m.variant('Authenticate (HMAC)', {
        ...hashed,
        secret: m.until(1, m.text('Secret', { required: true, password: true })),
      }),
      sign: m.variant('Sign', {
        dataPropertyName,
        encoding,
        value,
        algorithm: m.choice(
          'Algorithm',
          signatureAlgorithms.map((one) => [one, one] as const),
          { default: '', required: true },
        ),
        privateKey: m.until(1, m.text('Private key', { required: true, password: true })),
      }),
    },
    { default: 'hash' },
  ),
} as const

type Input = m.Read<typeof inputs>

const work = m.operation({
  input: inputs,
  per: 'item',
  run: async (input, { item, context }) => {
    const json = { ...item.json }
    // The name of the field comes from outside: `__proto__` must become a field like any other.
    Object.defineProperty(json, input.dataPropertyName, {
      value: await resultOf(input, item, context),
      enumerable: true,
      configurable: true,
      writable: true,
    })
    const ofFile = (input.action === 'hash' || input.action === 'hmac') && input.binaryData
    return item.binary && !ofFile ? { json, binary: item.binary } : { json }
  },
})

async function resultOf(input: Input, item: m.Item, context: m.RunContext): Promise<string> {
  switch (input.action) {
    case 'generate':
      return randomText(input)
    case 'hash':
      return createHash(input.type ?? 'SHA256')
        .update(await hashedOf(input, item, context))
        .digest(input.encoding)
    case 'hmac':
      return createHmac(input.type ?? 'SHA256', input.secret ?? (await secretOf(context, 'hmacSecret', 'HMAC secret')))
        .update(await hashedOf(input, item, context))
        .digest(input.encoding)
    case 'sign':
      return signed(input, input.privateKey ?? (await secretOf(context, 'signPrivateKey', 'private key to sign with')))
    case 'encrypt':
      return input.mode === 'symmetric'
        ? encryptWithPassphrase(textOf(input.value), await passphrase(context), input.cipher)
        : encryptWithKey(textOf(input.value), toPem(await secretOf(context, 'encryptionPublicKey', 'public key')))
    case 'decrypt':
      return input.mode === 'symmetric'
        ? decryptWithPassphrase(textOf(input.value), await passphrase(context), input.cipher)
        : decryptWithKey(textOf(input.value), toPem(await secretOf(context, 'encryptionPrivateKey', 'private key')))
  }
}

type Hashed = Extract<Input, { readonly action: 'hash' | 'hmac' }>

async function hashedOf(input: Hashed, item: m.Item, context: m.RunContext): Promise<Uint8Array | string> {
  return input.binaryData ? bytesOf(item, input.binaryPropertyName, context) : textOf(input.value)
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  throw m.refuse(`The value is ${value === undefined ? 'missing' : JSON.stringify(value)}, but a text is needed.`, {
    code: 'parameter_wrong',
    hint: 'Turn numbers into text with .toString(), objects with .toJsonString().',
    retry: 'no',
  })
}

/** A secret of the credential, which may hold only some of them. */
async function secretOf(context: m.RunContext, field: string, what: string): Promise<string> {
  const found = await context.credential('crypto', async (fields) => fields[field])
  if (typeof found === 'string' && found !== '') return found
  throw m.refuse(`The credential has no ${what}. Add it there.`, { code: 'credential_incomplete', retry: 'no' })
}

function passphrase(context: m.RunContext): Promise<string> {
  return secretOf(context, 'encryptionPassphrase', 'passphrase')
}

function signed({ value, algorithm, encoding }: Extract<Input, { readonly action: 'sign' }>, key: string): string {
  const text = textOf(value)
  try {
    return createSign(algorithm).update(text).sign(toPem(key), encoding)
  } catch (cause) {
    throw m.refuse(`The text could not be signed with ${algorithm || 'no algorithm'}.`, {
      code: 'crypto_sign_failed',
      hint: 'Check the private key, and whether the algorithm is one for keys of its kind.',
      retry: 'no',
      cause,
    })
  }
}

function randomText(input: Extract<Input, { readonly action: 'generate' }>): string {
  if (input.encodingType === 'uuid') return crypto.randomUUID()
  const length = input.stringLength
  if (!Number.isInteger(length) || length < 0 || length > longest) {
    throw m.refuse(`The length is ${length}, but a whole number from 0 to ${longest} is needed.`, {
      code: 'parameter_wrong',
      retry: 'no',
    })
  }
  return randomBytes(length).toString(input.encodingType).slice(0, length)
}

export const cryptoNode = m.defineNode({
  type: 'crypto',
  name: 'Crypto',
  about: 'Hashes, signs, encrypts and decrypts texts and files, and makes random ones.',
  icon: 'lucide:lock-keyhole',
  category: 'data',
  aliases: ['hash', 'hmac', 'md5', 'sha256', 'encrypt', 'decrypt', 'sign', 'uuid', 'random'],
  versions: [1, 2],
  credentials: [
    { type: 'crypto', required: true, versions: [2], when: m.is('action', 'hmac', 'sign', 'encrypt', 'decrypt') },
  ],
  operation: work,
})
