import * as m from '@millrace/sdk'
import { sshKey } from '../ssh/ssh.credential.ts'

const password = m.text('Password', { password: true })

export const ftpFields = {
  host: m.text('Host', { required: true, placeholder: 'ftp.example.com' }),
  port: m.number('Port', { default: 21, required: true }),
  username: m.text('User'),
  password,
}

export const ftpLogin = m.defineCredential({
  type: 'ftp',
  name: 'FTP',
  about: 'A server for files, and a user of it. FTP encrypts nothing: whoever is in between can read along.',
  fields: ftpFields,
})

export const sftpLogin = m.defineCredential({
  type: 'sftp',
  name: 'SFTP',
  about: 'A server for files over SSH, and a user of it.',
  fields: {
    host: m.text('Host', { required: true, placeholder: 'sftp.example.com' }),
    port: m.number('Port', { default: 22, required: true }),
    username: m.text('User', { required: true }),
    password,
    ...sshKey,
  },
})
