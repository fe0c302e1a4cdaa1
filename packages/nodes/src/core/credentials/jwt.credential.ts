import * as m from '@millrace/sdk'

const algorithms = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'none',
] as const

export const jwtAuth = m.defineCredential({
  type: 'jwtAuth',
  name: 'JWT Auth',
  about: 'The key that signs or checks JSON web tokens.',
  fields: {
    keyType: m.variants('Key type', {
      passphrase: m.variant('Passphrase', { secret: m.text('Secret', { password: true }) }),
      pemKey: m.variant('PEM key', {
        privateKey: m.text('Private key', { password: true, rows: 5 }),
        publicKey: m.text('Public key', { password: true, rows: 5 }),
      }),
    }),
    algorithm: m.choice(
      'Algorithm',
      algorithms.map((one) => [one, one] as const),
    ),
  },
})
