/** Answers webhooks, forms, chats and the addresses of waiting executions. */
import type { Auth } from '../auth/auth.ts'
import { createAddressList } from '../webhooks/allow-list.ts'
import type { CallServices } from '../webhooks/call.ts'
import { Endings } from '../webhooks/endings.ts'
import { KeyedEvents } from '../webhooks/keyed-events.ts'
import { createResumeSignature } from '../webhooks/resume-signature.ts'
import { createSignedInVisitors } from '../webhooks/signed-in-visitors.ts'
import { WaitingExecutions } from '../webhooks/waiting-executions.ts'
import { handleWaiting, isWaitingPath, type WaitingServices } from '../webhooks/waiting-listener.ts'
import { createAddressOf, handleHook, type WebhookServices } from '../webhooks/webhook-listener.ts'
import type { ConnectedExecutions } from './connect-executions.ts'
import type { ConnectedTriggers } from './connect-triggers.ts'
import type { Ground } from './ground.ts'

export interface HookParts {
  readonly auth: Auth
  readonly executions: ConnectedExecutions['executions']
  readonly triggers: ConnectedTriggers
  readonly addressOf: ReturnType<typeof createAddressOf>
}

/** The address of whoever calls, behind the proxies that are trusted. */
export function addressesBehind({ config }: Ground): ReturnType<typeof createAddressOf> {
  return createAddressOf(createAddressList(config.trustedProxies))
}

export function serveHooks(ground: Ground, { auth, executions, triggers, addressOf }: HookParts): void {
  const { surroundings, store, now, newId, door } = ground
  const calls = callServices(ground, auth, addressOf)
  const hooks: WebhookServices = {
    ...calls,
    table: triggers.table,
    listening: triggers.listening,
    keyed: new KeyedEvents({ store, now }),
    newId,
    start: (job, watch) => executions.start(job, watch),
    startTest: (job, owner, watch) => executions.startWatched(job, owner, watch),
  }
  const waiting: WaitingServices = {
    ...calls,
    waiting: new WaitingExecutions({ ...surroundings, endings: calls.endings }),
    resume: (execution, answer, watch) => executions.resume(execution, answer, watch),
  }
  door.serveHooks((request, response, path) => {
    void (isWaitingPath(path)
      ? handleWaiting(waiting, request, response, path)
      : handleHook(hooks, request, response, path))
  })
}

/** What every call has to do with, whatever it calls. */
function callServices(ground: Ground, auth: Auth, addressOf: HookParts['addressOf']): CallServices {
  const { config, store, publicUrl, resumeKey, now, log } = ground
  const visitors = createSignedInVisitors({
    auth,
    projectsOf: async (user) => (await store.projects.ofUser(user)).map((one) => one.project),
    key: store.vault.deriveKey('visitor'),
    publicUrl,
    now,
  })
  return {
    visitors,
    vault: store.vault,
    blobs: store.blobs,
    limits: { parsed: config.jsonBodyMegabytes * 1_048_576, upload: config.uploadMegabytes * 1_048_576 },
    publicUrl,
    signature: createResumeSignature(resumeKey),
    endings: new Endings(store.executions),
    addressOf,
    onFault: (failure) => log.warn({ failure }, 'A webhook request failed.'),
  }
}
