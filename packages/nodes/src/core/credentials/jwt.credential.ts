import * as m from '@millrace/sdk'
import { algorithms } from '../jwt/algorithms.ts'

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
      [...algorithms, 'none'].map((one) => [one, one] as const),
    ),
  },
})
