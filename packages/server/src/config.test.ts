import { expect, test } from 'vitest'
import { listensOnLoopback, readConfig, settings } from './config.ts'
import { machineSettings } from './processes/machine-settings.ts'

test('nothing set gives a server that only this machine reaches', () => {
  const config = readConfig({})
  expect(config).toMatchObject({ host: '127.0.0.1', port: 5678, synchronous: 'full', allowedHosts: [] })
  expect(listensOnLoopback(config)).toBe(true)
  expect(listensOnLoopback({ host: '0.0.0.0' })).toBe(false)
})

test('the names that other products use are read when ours are not set', () => {
  expect(readConfig({ PORT: '80', WEBHOOK_URL: 'https://x.example/', GENERIC_TIMEZONE: 'Asia/Tokyo' })).toMatchObject({
    port: 80,
    publicUrl: 'https://x.example',
    zone: 'Asia/Tokyo',
  })
  expect(readConfig({ PORT: '80', MILLRACE_PORT: '81' }).port).toBe(81)
})

test('an empty value is not set, as compose files write it', () => {
  expect(readConfig({ MILLRACE_PORT: '' }).port).toBe(5678)
})

test.each([
  ['MILLRACE_PORT', 'eighty', /MILLRACE_PORT is "eighty": use a whole number/],
  ['MILLRACE_PORT', '70000', /0 to 65535/],
  ['MILLRACE_TIMEZONE', 'Mars/Base', /Europe\/Berlin/],
  ['MILLRACE_PUBLIC_URL', 'flows', /https:\/\/flows\.example\.com/],
  ['MILLRACE_OUTBOUND', 'closed', /open, guarded/],
  ['MILLRACE_COMMANDS', 'yes', /off, programs, shell/],
])('%s=%s is refused with what is expected', (name, value, sentence) => {
  expect(() => readConfig({ [name]: value })).toThrow(expect.objectContaining({ code: 'setting_invalid' }))
  expect(() => readConfig({ [name]: value })).toThrow(sentence)
})

test('expressions see only the variables that were named', () => {
  const config = readConfig({ MILLRACE_ENV_NAMES: 'REGION, STAGE', REGION: 'eu', SECRET: 'x' })
  expect(config.environment).toEqual({ REGION: 'eu' })
})

test('of the machine only what is named is open to nodes, and never the folder of the server', () => {
  expect(machineSettings(readConfig({ MILLRACE_HOME: '/srv/millrace' }))).toEqual({
    folders: [],
    closed: ['/srv/millrace'],
    commands: { open: 'no', path: '' },
    git: false,
  })
  const open = {
    MILLRACE_FILE_FOLDERS: '/data; /srv/in,out ;',
    MILLRACE_COMMANDS: 'programs',
    MILLRACE_GIT: 'on',
    PATH: '/usr/bin',
  }
  expect(machineSettings(readConfig(open))).toMatchObject({
    folders: ['/data', '/srv/in,out'],
    commands: { open: 'programs', path: '/usr/bin' },
    git: true,
  })
})

test('every setting explains itself in a sentence', () => {
  for (const { about, names } of Object.values(settings)) expect(about, names[0]).toMatch(/^[A-Z].*\.$/)
})
