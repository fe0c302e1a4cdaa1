import * as m from '@millrace/sdk'

const encrypted = { show: {}, hide: { connectionSecurity: ['none'] } }

export const ldapFields = {
  hostname: m.text('Server', { required: true, placeholder: 'ldap.example.com' }),
  port: m.text('Port', { default: '389', help: '389, or 636 with TLS.' }),
  bindDN: m.text('Sign in as', { placeholder: 'cn=admin,dc=example,dc=com' }),
  bindPassword: m.text('Password', { password: true }),
  connectionSecurity: m.choice('Encryption', { none: 'None', tls: 'TLS', startTls: 'STARTTLS' }),
  allowUnauthorizedCerts: m.when(encrypted, m.flag('Accept any certificate')),
  caCertificate: m.when(encrypted, m.text('Certificate of the authority', { rows: 4 })),
  timeout: m.number('Time limit', { default: 300, help: 'Seconds.' }),
}

export const ldapLogin = m.defineCredential({
  type: 'ldap',
  name: 'LDAP',
  about: 'A directory, and who signs in to it.',
  fields: ldapFields,
})
