/**
 * Every setting, once: name, default, meaning and how its text is read. `millrace config` and the manual print
 * this table; nothing else in the server reads the environment.
 */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { StartError } from './start-error.ts'

export interface Setting<T> {
  /** The variable; further names are read for compatibility when the first is not set. */
  readonly names: readonly [string, ...string[]]
  readonly type: string
  /** As documentation shows it. */
  readonly default: string
  readonly about: string
  /** Reads the text, undefined when not set. Throws a sentence that says what is expected. */
  readonly read: (text: string | undefined) => T
}

export const settings = {
  home: setting({
    names: ['MILLRACE_HOME'],
    type: 'folder',
    default: '~/.millrace',
    about: 'Where the database, the key file and the files of executions are kept.',
    read: (text) => resolve(text ?? join(homedir(), '.millrace')),
  }),
  host: setting({
    names: ['MILLRACE_HOST'],
    type: 'address',
    default: '127.0.0.1',
    about: 'The address to listen on; 0.0.0.0 makes the server reachable from other machines.',
    read: (text) => text ?? '127.0.0.1',
  }),
  port: setting({
    names: ['MILLRACE_PORT', 'PORT'],
    type: 'number',
    default: '5678',
    about: 'The port to listen on; 0 takes a free one.',
    read: (text) => wholeNumber(text ?? '5678', 0, 65_535),
  }),
  publicUrl: setting({
    names: ['MILLRACE_PUBLIC_URL', 'WEBHOOK_URL'],
    type: 'URL',
    default: 'http://localhost:<port>',
    about: 'The address others reach this server by: webhook and resume URLs begin with it.',
    read: (text) => (text === undefined ? undefined : webAddress(text)),
  }),
  allowedHosts: setting({
    names: ['MILLRACE_ALLOWED_HOSTS'],
    type: 'host names',
    default: 'localhost, loopback addresses and the public URL’s host',
    about: 'Further names this server answers to; a request for any other is refused. `*` allows all.',
    read: (text) => words(text).map((name) => name.toLowerCase()),
  }),
  databaseUrl: setting({
    names: ['MILLRACE_DATABASE_URL'],
    type: 'URL',
    default: 'a SQLite file in the home folder',
    about: 'A Postgres database (postgres://user:password@host/name) instead of the embedded one.',
    read: (text) => text,
  }),
  synchronous: setting({
    names: ['MILLRACE_SQLITE_SYNCHRONOUS'],
    type: 'full | normal',
    default: 'full',
    about: 'Whether a commit of the embedded database waits for the disk or only for the operating system.',
    read: (text) => oneOf(['full', 'normal'], text ?? 'full'),
  }),
  encryptionKey: setting({
    names: ['MILLRACE_ENCRYPTION_KEY'],
    type: '32 bytes as base64 or hex',
    default: 'a key file in the home folder',
    about: 'The master key of stored credentials.',
    read: (text) => text,
  }),
  zone: setting({
    names: ['MILLRACE_TIMEZONE', 'GENERIC_TIMEZONE'],
    type: 'time zone',
    default: 'the machine’s',
    about: 'The zone of schedules and dates where a workflow names none.',
    read: (text) => timeZone(text ?? Intl.DateTimeFormat().resolvedOptions().timeZone),
  }),
  outbound: setting({
    names: ['MILLRACE_OUTBOUND'],
    type: 'open | guarded',
    default: 'open while listening on loopback only, else guarded',
    about: 'Whether nodes may reach loopback and private addresses; link-local metadata never.',
    read: (text) => (text === undefined ? undefined : oneOf(['open', 'guarded'], text)),
  }),
  outboundAllow: setting({
    names: ['MILLRACE_OUTBOUND_ALLOW'],
    type: 'networks and ports',
    default: 'none',
    about: 'Networks that guarded nodes may reach all the same: `10.1.0.0/16, 192.168.1.5:5432`.',
    read: words,
  }),
  trustedProxies: setting({
    names: ['MILLRACE_TRUSTED_PROXIES'],
    type: 'networks',
    default: 'none',
    about: 'Proxies whose X-Forwarded-For header is believed.',
    read: words,
  }),
  environmentNames: setting({
    names: ['MILLRACE_ENV_NAMES'],
    type: 'names',
    default: 'none',
    about: 'Environment variables that expressions may read as $env.',
    read: words,
  }),
  codeModules: setting({
    names: ['MILLRACE_CODE_MODULES'],
    type: 'module names',
    default: 'the modules that come with the sandbox',
    about: 'What `require` in Code nodes gives; `none` gives nothing.',
    read: (text) => (text === undefined ? undefined : text === 'none' ? [] : words(text)),
  }),
  fileFolders: setting({
    names: ['MILLRACE_FILE_FOLDERS', 'N8N_RESTRICT_FILE_ACCESS_TO'],
    type: 'folders',
    default: 'none',
    about: 'Folders of this machine whose files nodes may read and write, with semicolons between them.',
    read: folders,
  }),
  commands: setting({
    names: ['MILLRACE_COMMANDS'],
    type: 'off | programs | shell',
    default: 'off',
    about: 'Whether nodes may start programs of this machine, and whether they may use its shell.',
    read: (text) => oneOf(['off', 'programs', 'shell'], text ?? 'off'),
  }),
  git: setting({
    names: ['MILLRACE_GIT'],
    type: 'off | on',
    default: 'off',
    about: 'Whether nodes may keep Git repositories in the folders of MILLRACE_FILE_FOLDERS.',
    read: (text) => oneOf(['off', 'on'], text ?? 'off') === 'on',
  }),
  runners: setting({
    names: ['MILLRACE_RUNNERS'],
    type: 'number',
    default: '1',
    about: 'Processes that perform executions.',
    read: (text) => wholeNumber(text ?? '1', 1, 64),
  }),
  concurrency: setting({
    names: ['MILLRACE_CONCURRENCY'],
    type: 'number',
    default: '200',
    about: 'Executions that may run at the same time; more wait in line.',
    read: (text) => wholeNumber(text ?? '200', 1, 100_000),
  }),
  nodeRuns: setting({
    names: ['MILLRACE_NODE_RUNS'],
    type: 'number',
    default: '100000',
    about: 'How often a node may run in one execution: a loop without an end is ended there.',
    read: (text) => wholeNumber(text ?? '100000', 1, 1_000_000_000),
  }),
  keepHours: setting({
    names: ['MILLRACE_KEEP_HOURS', 'EXECUTIONS_DATA_MAX_AGE'],
    type: 'number',
    default: '336',
    about: 'How long ended executions are kept. 0: as long as the other limits allow.',
    read: (text) => limit(text ?? '336'),
  }),
  keepCount: setting({
    names: ['MILLRACE_KEEP_COUNT', 'EXECUTIONS_DATA_PRUNE_MAX_COUNT'],
    type: 'number',
    default: '100000',
    about: 'How many ended executions are kept, the newest. 0: as many as the other limits allow.',
    read: (text) => limit(text ?? '100000'),
  }),
  keepMegabytes: setting({
    names: ['MILLRACE_KEEP_MB'],
    type: 'number',
    default: '2048',
    about: 'How much their data may take; the oldest go first. 0: as much as the other limits allow.',
    read: (text) => limit(text ?? '2048'),
  }),
  dataTableMegabytes: setting({
    names: ['MILLRACE_DATA_TABLE_MEGABYTES'],
    type: 'number',
    default: '50',
    about: 'How much the rows of all data tables together may take.',
    read: (text) => wholeNumber(text ?? '50', 1, 1_000_000),
  }),
  jsonBodyMegabytes: setting({
    names: ['MILLRACE_JSON_BODY_MB'],
    type: 'number',
    default: '16',
    about: 'The largest JSON, text, XML or form body a webhook takes.',
    read: (text) => wholeNumber(text ?? '16', 1, 1024),
  }),
  uploadMegabytes: setting({
    names: ['MILLRACE_UPLOAD_MB'],
    type: 'number',
    default: '200',
    about: 'The largest upload (multipart or other body) a webhook takes.',
    read: (text) => wholeNumber(text ?? '200', 1, 1_000_000),
  }),
  logLevel: setting({
    names: ['MILLRACE_LOG'],
    type: 'silent | error | warn | info | debug',
    default: 'info',
    about: 'How much the server writes to its log.',
    read: (text) => oneOf(['silent', 'error', 'warn', 'info', 'debug'], text ?? 'info'),
  }),
} as const

export type Config = { readonly [K in keyof typeof settings]: ReturnType<(typeof settings)[K]['read']> } & {
  /** The variables `$env` may show. */
  readonly environment: Readonly<Record<string, string>>
  /** Where the machine's programs are. */
  readonly programPath: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads all settings.
 * @throws StartError `setting_invalid` naming the variable and what it should hold
 */
export function readConfig(env: Environment = process.env): Config {
  const read = <T>(one: Setting<T>) => readSetting(one, env)
  const environmentNames = read(settings.environmentNames)
  return Object.freeze({
    home: read(settings.home),
    host: read(settings.host),
    port: read(settings.port),
    publicUrl: read(settings.publicUrl),
    allowedHosts: read(settings.allowedHosts),
    databaseUrl: read(settings.databaseUrl),
    synchronous: read(settings.synchronous),
    encryptionKey: read(settings.encryptionKey),
    zone: read(settings.zone),
    outbound: read(settings.outbound),
    outboundAllow: read(settings.outboundAllow),
    trustedProxies: read(settings.trustedProxies),
    environmentNames,
    codeModules: read(settings.codeModules),
    fileFolders: read(settings.fileFolders),
    commands: read(settings.commands),
    git: read(settings.git),
    programPath: env['PATH'] ?? '',
    runners: read(settings.runners),
    concurrency: read(settings.concurrency),
    nodeRuns: read(settings.nodeRuns),
    keepHours: read(settings.keepHours),
    keepCount: read(settings.keepCount),
    keepMegabytes: read(settings.keepMegabytes),
    dataTableMegabytes: read(settings.dataTableMegabytes),
    jsonBodyMegabytes: read(settings.jsonBodyMegabytes),
    uploadMegabytes: read(settings.uploadMegabytes),
    logLevel: read(settings.logLevel),
    environment: Object.freeze(
      Object.fromEntries(
        environmentNames.flatMap((name) => {
          const value = env[name]
          return value === undefined ? [] : [[name, value]]
        }),
      ),
    ),
  })
}

/** The variable that carries a runner process's settings: secrets are in it, so it is no argument. */
export const RUNNER_SETTINGS = 'MILLRACE_RUNNER'

/** What a runner process was started with, as text. */
export function readRunnerSettings(env: Environment = process.env): string {
  return env[RUNNER_SETTINGS] ?? '{}'
}

/** Whether only this machine can reach the server: it decides what nodes may reach and who may set it up. */
export function listensOnLoopback(config: Pick<Config, 'host'>): boolean {
  return config.host === 'localhost' || config.host === '::1' || /^127(\.\d{1,3}){3}$/.test(config.host)
}

function setting<T>(one: Setting<T>): Setting<T> {
  return one
}

function readSetting<T>(one: Setting<T>, env: Environment): T {
  const name = one.names.find((candidate) => (env[candidate] ?? '') !== '')
  try {
    return one.read(name === undefined ? undefined : env[name])
  } catch (cause) {
    const expected = cause instanceof Error ? cause.message : String(cause)
    throw new StartError('setting_invalid', `${name ?? one.names[0]} is "${env[name ?? '']}": ${expected}`, cause)
  }
}

function words(text: string | undefined): readonly string[] {
  return (text ?? '').split(/[\s,]+/).filter((word) => word !== '')
}

function folders(text: string | undefined): readonly string[] {
  const named = (text ?? '').split(';').map((folder) => folder.trim())
  return named.filter((folder) => folder !== '').map((folder) => resolve(folder))
}

function wholeNumber(text: string, min: number, max: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max) throw new Error(`use a whole number from ${min} to ${max}.`)
  return value
}

/** A limit of which 0 means none. */
function limit(text: string): number {
  return wholeNumber(text, 0, 1_000_000_000) || Infinity
}

function oneOf<const T extends string>(choices: readonly T[], text: string): T {
  const found = choices.find((choice) => choice === text)
  if (found === undefined) throw new Error(`use one of ${choices.join(', ')}.`)
  return found
}

function timeZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch (cause) {
    throw new Error('use a time zone such as Europe/Berlin.', { cause })
  }
}

function webAddress(text: string): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new Error('use an address such as https://flows.example.com.')
  return url.href.replace(/\/$/, '')
}
