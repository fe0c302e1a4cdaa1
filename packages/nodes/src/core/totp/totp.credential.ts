import * as m from '@millrace/sdk'

export const totpApi = m.defineCredential({
  type: 'totpApi',
  name: 'TOTP API',
  about: 'The secret that one-time passwords come out of, as services show it when two factors are set up.',
  fields: {
    secret: m.text('Secret', { password: true, required: true, placeholder: 'BVDRSBXQB2ZEL5HE' }),
    label: m.text('Label', { placeholder: 'service:me@example.com' }),
  },
})
