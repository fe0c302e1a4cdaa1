/**
 * The composition root of the process in which triggers look for what happens elsewhere: it has node types and a
 * dialer of its own. Everything that is kept belongs to the server, at the other end of the pipe.
 */
import { createDialer, createMachine, runnerPipe, serveWatcher, systemClock } from '@millrace/engine'
import { catalog } from '@millrace/nodes'
import { giveBackWhenQuiet } from '@millrace/store'
import { readRunnerSettings } from '../config.ts'
import { outboundPolicy } from '../outbound-policy.ts'
import { runnerSettings } from './runner-settings.ts'

const { machine, dialer, environment } = runnerSettings.parse(JSON.parse(readRunnerSettings()))

const pipe = runnerPipe()
giveBackWhenQuiet(() => pipe.bytesRead)

serveWatcher({
  pipe,
  catalog,
  machine: createMachine(machine),
  dialer: createDialer({ policy: outboundPolicy(dialer.mode, dialer.allow) }),
  clock: systemClock,
  environment,
  ended: () => process.exit(0),
})
