import * as m from '@millrace/sdk'

/** Who signs in. */
export const gitLogin = { username: m.text('User'), password: m.text('Password or token', { password: true }) }

export const gitPassword = m.defineCredential({
  type: 'gitPassword',
  name: 'Git',
  about: 'Who signs in at a Git server: a user, and a password or a token.',
  fields: gitLogin,
})
