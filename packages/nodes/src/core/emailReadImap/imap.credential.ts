import * as m from '@millrace/sdk'

export const imapFields = {
  user: m.text('User', { placeholder: 'ada@example.com' }),
  password: m.text('Password', { password: true }),
  host: m.text('Host', { placeholder: 'imap.example.com' }),
  port: m.number('Port', { default: 993 }),
  secure: m.flag('Encrypted from the beginning (TLS)', { default: true }),
  allowUnauthorizedCerts: m.flag('Accept any certificate', {
    help: 'Not safe: whoever is in between can read along.',
  }),
}

export const imap = m.defineCredential({
  type: 'imap',
  name: 'IMAP',
  about: 'A server that keeps mails, and the account whose mails are read.',
  fields: imapFields,
})
