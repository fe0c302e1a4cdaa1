export * from './ports.ts'

export { actsOnTheWorld } from './network/http.ts'
export {
  isConnected,
  refreshToken,
  refusedRenewal,
  storedToken,
  TOKEN_FIELD,
  withStoredToken,
} from './signing/http-consent.ts'
export { TokenCache } from './signing/http-oauth2.ts'
export { askForAccessToken, askForRequestToken, type OAuth1Token, withOAuth1Token } from './signing/oauth1-tokens.ts'
export { askForToken } from './signing/token-request.ts'
export { limitsOf, sendWithCredential } from './signing/send-with-credential.ts'
export { EngineError, type EngineErrorCode } from './error.ts'
export { Executor, type GoOn } from './executor.ts'
export type { Children, Host, HostSettings, Loaded } from './host.ts'
export { triggerOf } from './load.ts'
export { type Agenda, begin, emptyAgenda, type Move, next, type Pending, settle, take } from './next.ts'
export { earlierRuns } from './earlier.ts'
export type { Resumption } from './resume.ts'
export { BEHAVIOUR, type Standstill } from './run.ts'
export { triggerErrorJob } from './end.ts'
export { resumeContext, triggerContext, type TriggerFacts } from './trigger-context.ts'

// Data tables
export { managedTables, type ManagedTables } from './tables/managed-tables.ts'
export { projectTables } from './tables/project-tables.ts'

// Runner processes
export { type Caller, createRunners, type Runners, type RunnersOptions } from './runner/runners.ts'
export { type RunnerParts, serveRunner } from './runner/serve.ts'
export { type RunnerProcess, runnerPipe, type SpawnOptions, spawnRunner } from './runner/spawn.ts'
export { systemClock } from './clock.ts'

// The process of triggers
export { serveWatcher, type WatcherParts } from './watch/serve-watcher.ts'
export type { Watched } from './watch/watch-protocol.ts'
export { type Found, type Look, type LookOptions, Watcher, type WatcherOptions } from './watch/watcher.ts'

// The way out
export type { ClosableDialer, DialerOptions } from './network/dialer.ts'
export { createDialer } from './network/lazy-dialer.ts'
export { mayConnect, type OutboundPolicy } from './network/outbound.ts'

// The machine
export { createMachine, type MachineSettings } from './machine/machine.ts'

// Without a server
export { memoryBlobs } from './local/memory.ts'
export { type LocalRun, type LocalRunOptions, type RanNode, runDocument } from './local/run-document.ts'
