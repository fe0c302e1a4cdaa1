import * as m from '@millrace/sdk'

/** Where a server is, and who connects to it. */
export const sshPlace = {
  host: m.text('Host', { required: true, placeholder: 'server.example.com' }),
  port: m.number('Port', { default: 22, required: true }),
  username: m.text('User'),
}

export const sshKey = {
  privateKey: m.text('Private key', { password: true, rows: 4, placeholder: '-----BEGIN OPENSSH PRIVATE KEY-----' }),
  passphrase: m.text('Passphrase of the key', { password: true }),
}

export const sshPassword = m.defineCredential({
  type: 'sshPassword',
  name: 'SSH password',
  about: 'A server, and a user who signs in with a password.',
  fields: { ...sshPlace, password: m.text('Password', { password: true }) },
})

export const sshPrivateKey = m.defineCredential({
  type: 'sshPrivateKey',
  name: 'SSH private key',
  about: 'A server, and a user who signs in with a key.',
  fields: { ...sshPlace, ...sshKey },
})
