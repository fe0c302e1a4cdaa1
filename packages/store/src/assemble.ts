import { diskBlobs } from './blobs/disk-blobs.ts'
import type { Access } from './database.ts'
import type { EngineRoom } from './engine-room.ts'
import { type Home, homeAt, prepareHome } from './home.ts'
import { encodeWrite } from './journal/encode.ts'
import { packWrite } from './journal/pack-write.ts'
import { type JournalQueue, createJournalQueue } from './journal/queue.ts'
import { readJournal, readOutline, readPiece, readWakes } from './journal/read.ts'
import { createApiKeys } from './repositories/api-keys.ts'
import { createAudit } from './repositories/audit.ts'
import { createCredentials } from './repositories/credentials.ts'
import { createDataTables } from './repositories/data-tables.ts'
import { createDeletion, deleteEndedOf } from './repositories/delete-executions.ts'
import { createExecutions } from './repositories/executions.ts'
import { createProjects } from './repositories/projects.ts'
import type { PruneLimits } from './prune-limits.ts'
import { type Pruning, createPruning } from './repositories/pruning.ts'
import { createRecovery } from './repositories/recovery.ts'
import { createRoutes } from './repositories/routes.ts'
import { createSchedules } from './repositories/schedules.ts'
import { createSettings } from './repositories/settings.ts'
import { createState } from './repositories/state.ts'
import { createVariables } from './repositories/variables.ts'
import { createWebhookKeys, type WebhookKeys } from './repositories/webhook-keys.ts'
import { createWorkflows } from './repositories/workflows.ts'
import type { Store, StoreOptions } from './store.ts'
import { type Keyring, openKeyring } from './vault/keyring.ts'
import { createAuditSeal } from './vault/audit-seal.ts'
import type { InstanceVault } from './vault/instance-vault.ts'
import { dropOldKeys } from './vault/key-file.ts'
import { createVault } from './vault/vault.ts'

/** The parts of the store over whichever database the options name. */
export async function assembleStore(options: StoreOptions): Promise<Store> {
  const home = homeAt(options.home)
  await prepareHome(home)
  const onFault = options.onFault ?? ((fault: unknown) => process.emitWarning(String(fault)))
  const room = await openRoom(home, options, onFault)
  try {
    const clock = options.clock ?? Date.now
    const ring = await openKeyring(room, options.keys ?? { from: 'file' }, home.keyFile, clock())
    return assemble(room, home, ring, { ...options, clock, onFault })
  } catch (error) {
    await room.close()
    throw error
  }
}

/** Only the database that is used is loaded. */
async function openRoom(home: Home, options: StoreOptions, onFault: (fault: unknown) => void): Promise<EngineRoom> {
  if (options.databaseUrl === undefined) {
    const { openSqlite } = await import('./sqlite/open.ts')
    return openSqlite(home, options)
  }
  const { openPostgres } = await import('./postgres/open.ts')
  return openPostgres(options.databaseUrl, onFault)
}

type Settled = StoreOptions & Required<Pick<StoreOptions, 'clock' | 'onFault'>>

function assemble(room: EngineRoom, home: Home, ring: Keyring, options: Settled): Store {
  const access: Access = { db: room.db, look: room.look, ask: room.ask, clock: options.clock }
  const queue = createJournalQueue(room.commitJournal, room.batchesAtOnce)
  const blobs = diskBlobs(home.binary)
  const remove = createDeletion(access, blobs)
  const webhookKeys = createWebhookKeys(access)
  const pruning = createPruning(access, remove, room.giveBack)
  const vault = createVault(access, ring)
  const rotation = options.alone && ring.isRotating ? rotateToEnd(vault, home, options) : undefined
  const rounds = options.prune && pruneFromTimeToTime({ pruning, webhookKeys }, options.prune, options)
  return {
    kind: room.kind,
    journal: journalOf(room, queue),
    blobs,
    workflows: createWorkflows(access, (workflow) => deleteEndedOf(room.db, remove, workflow)),
    vault,
    state: createState(access),
    dataTables: createDataTables(access, room.kind, options.dataTableBytes),
    variables: createVariables(access),
    executions: createExecutions(access, remove),
    recovery: createRecovery(access),
    credentials: createCredentials(access, ring),
    routes: createRoutes(access),
    schedules: createSchedules(access),
    webhookKeys,
    settings: createSettings(access),
    projects: createProjects(access),
    apiKeys: createApiKeys(access),
    audit: createAudit(access, createAuditSeal(ring.deriveKey('audit'))),
    pruning,
    authDatabase: () => ({ type: room.kind, db: room.db }),
    publishedRevision: () => publishedRevision(room),
    backup: (file) => room.backup(file),
    async close() {
      await Promise.all([rounds?.stop(), rotation])
      await queue.idle()
      await room.close()
    },
  }
}

function journalOf(room: EngineRoom, queue: JournalQueue): Store['journal'] {
  return {
    append: (write) => queue.append(packWrite(encodeWrite(write))),
    appendPacked: (write) => queue.append(write),
    read: (execution, afterSeq = -1) => readJournal(room.db, execution, afterSeq),
    piece: (execution, list, start) => readPiece(room.db, execution, list, start),
    wakes: (execution) => readWakes(room.look, execution),
    outline: (execution) => readOutline(room.look, execution),
  }
}

/** Moves what is written under older keys to the newest; then no other is needed, and the key file has no other. */
async function rotateToEnd(
  vault: InstanceVault,
  home: Home,
  { keys, onFault, onRotated }: Pick<Settled, 'keys' | 'onFault' | 'onRotated'>,
): Promise<void> {
  try {
    const credentials = await vault.rotate()
    if (keys === undefined || keys.from === 'file') await dropOldKeys(home.keyFile)
    onRotated?.(credentials)
  } catch (fault) {
    onFault(fault)
  }
}

async function publishedRevision(room: EngineRoom): Promise<number> {
  const row = await room.look
    .selectFrom('counters')
    .select('value')
    .where('name', '=', 'published')
    .executeTakeFirstOrThrow()
  return row.value
}

const FIRST_ROUND = 60_000
const EVERY = 60 * 60_000

function pruneFromTimeToTime(
  { pruning, webhookKeys }: { readonly pruning: Pruning; readonly webhookKeys: WebhookKeys },
  limits: PruneLimits,
  { clock, onFault }: Pick<Settled, 'clock' | 'onFault'>,
): { stop(): Promise<void> } {
  let round: Promise<void> = Promise.resolve()
  const begin = (): void => {
    round = pruning
      .run(limits)
      .then(() => webhookKeys.forgetOld(clock()))
      .catch(onFault)
  }
  const first = setTimeout(begin, FIRST_ROUND).unref()
  const others = setInterval(begin, EVERY).unref()
  return {
    async stop() {
      clearTimeout(first)
      clearInterval(others)
      await round
    },
  }
}
