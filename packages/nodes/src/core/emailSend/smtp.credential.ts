import * as m from '@millrace/sdk'

export const smtpFields = {
  user: m.text('User', { placeholder: 'ada@example.com' }),
  password: m.text('Password', { password: true }),
  host: m.text('Host', { placeholder: 'smtp.example.com' }),
  port: m.number('Port', { default: 465 }),
  secure: m.flag('Encrypted from the beginning (TLS)', { default: true }),
  disableStartTls: m.when(m.is('secure', false), m.flag('Stay unencrypted (no STARTTLS)')),
  hostName: m.text('Name of this client', { help: 'What the server is told; the name of this machine if empty.' }),
}

export const smtp = m.defineCredential({
  type: 'smtp',
  name: 'SMTP',
  about: 'A server that takes mails, and the account that sends them.',
  fields: smtpFields,
})
