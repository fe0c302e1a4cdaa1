/**
 * The program of an isolate. Its first part runs once, into a snapshot; `setUp` runs in each context made
 * from it, and gives back the one function the runner calls.
 */
import { activeCall } from './active.ts'
import { answerArrived } from './ask.ts'
import { freezeRealm, globalKeys, removeDangerous, removeNewGlobals } from './freeze.ts'
import { codeThis } from './helpers.ts'
import { type Host, installHost } from './host.ts'
import { installJmespath, installLuxon } from './packages.ts'
import { allowModules, sharedModules } from './modules.ts'
import { defineNames } from './names.ts'
import { run, turnEnded } from './run.ts'
import { timerRang } from './timers.ts'
import type { CodeMode } from '../code.ts'

export interface SetUp {
  readonly modules: readonly string[]
  readonly web: boolean
  /** A realm that stays as it is and can serve many calls; otherwise it serves one. */
  readonly frozen: boolean
}

/** What the runner calls. `undefined` means the call goes on; `busy` that another one still does. */
export type Dispatch = (what: string, ...args: readonly unknown[]) => string | undefined

export function setUp(host: Host, settingsText: string): Dispatch {
  const settings: SetUp = JSON.parse(settingsText)
  installHost(host)
  removeDangerous()
  allowModules(settings.modules)
  defineNames(globalThis, settings)
  if (settings.frozen) freezeRealm([codeThis, ...sharedModules()])
  const known = globalKeys()
  let spoiled = false
  const clean = () => {
    if (!removeNewGlobals(known)) spoiled = true
  }

  return (what, ...args) => {
    switch (what) {
      case 'run': {
        if (activeCall() || spoiled) return 'busy'
        const [id, code, mode, items, context, keepGoing, consoleChars] = args
        const outcome = run(
          {
            id: String(id),
            code: String(code),
            mode: mode as CodeMode,
            items: String(items),
            context: String(context),
            keepGoing: keepGoing === true,
            consoleChars: Number(consoleChars),
          },
          clean,
        )
        turnEnded()
        return outcome
      }
      case 'answer':
        answerArrived(Number(args[0]), String(args[1]))
        turnEnded()
        return undefined
      case 'timer':
        timerRang(Number(args[0]))
        turnEnded()
        return undefined
      default:
        return undefined
    }
  }
}

installLuxon(Reflect.get(globalThis, 'luxon'))
installJmespath(Reflect.get(globalThis, 'jmespath'))
Reflect.deleteProperty(globalThis, 'luxon')
Reflect.deleteProperty(globalThis, 'jmespath')
