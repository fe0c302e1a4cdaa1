/**
 * The composition root of a runner process: what it has of its own are node types, the sandbox for people's code and
 * the dialer. Everything that is kept belongs to the server, at the other end of the pipe.
 */
import { randomUUID } from 'node:crypto'
import { createDialer, createMachine, runnerPipe, serveRunner, systemClock } from '@millrace/engine'
import { catalog } from '@millrace/nodes'
import { createSandbox } from '@millrace/sandbox'
import { encodeWrite, giveBackWhenQuiet, packWrite } from '@millrace/store'
import { readRunnerSettings } from '../config.ts'
import { outboundPolicy } from '../outbound-policy.ts'
import { runnerSettings } from './runner-settings.ts'
import { createResumeSignature } from '../webhooks/resume-signature.ts'
import { yieldToServer } from './yield-to-server.ts'

const settings = runnerSettings.parse(JSON.parse(readRunnerSettings()))
const { sign } = createResumeSignature(Buffer.from(settings.resumeKey, 'base64'))

const sandbox = createSandbox({
  zone: settings.zone,
  cacheFolder: settings.cacheFolder,
  ...(settings.codeModules === undefined ? {} : { modules: settings.codeModules }),
})

yieldToServer((what, failure) => process.emitWarning(`${what}: ${String(failure)}`))
const pipe = runnerPipe()
giveBackWhenQuiet(() => pipe.bytesRead)

serveRunner({
  pipe,
  pack: (write) => packWrite(encodeWrite(write)),
  catalog,
  sandbox,
  machine: createMachine(settings.machine),
  dialer: createDialer({ policy: outboundPolicy(settings.dialer.mode, settings.dialer.allow) }),
  clock: systemClock,
  random: Math.random,
  id: randomUUID,
  settings: {
    zone: settings.zone,
    publicUrl: settings.publicUrl,
    environment: settings.environment,
    sign,
    maxCallDepth: 50,
    maxNodeRuns: settings.nodeRuns,
    shortWait: 65_000,
  },
  ended: () => {
    void sandbox.dispose().finally(() => process.exit(0))
  },
})
