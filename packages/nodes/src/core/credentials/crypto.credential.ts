import * as m from '@millrace/sdk'

const key = (label: string) => m.text(label, { password: true, rows: 4, placeholder: '-----BEGIN …' })

export const cryptoKeys = m.defineCredential({
  type: 'crypto',
  name: 'Crypto',
  about: 'The secrets and keys that the Crypto node signs, encrypts and decrypts with.',
  fields: {
    hmacSecret: m.text('HMAC secret', { password: true }),
    signPrivateKey: key('Private key to sign with'),
    encryptionPassphrase: m.text('Passphrase to encrypt with', { password: true }),
    encryptionPublicKey: key('Public key to encrypt with'),
    encryptionPrivateKey: key('Private key to decrypt with'),
  },
})
