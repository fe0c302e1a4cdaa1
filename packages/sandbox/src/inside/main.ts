/**
 * The program of an isolate. It prepares the realm once, into a snapshot; `setUp` runs in each context made
 * from that, and gives back the one function the runner calls.
 */
import { activeCall } from './active.ts'
import { answerArrived } from './ask.ts'
import {
  freezeContext,
  freezeOnce,
  globalKeys,
  removeMachinery,
  removeNewGlobals,
  removePrototypeAccessor,
} from './freeze.ts'
import { codeThis } from './helpers.ts'
import { type Host, installHost } from './host.ts'
import { installJmespath, installLuxon } from './packages.ts'
import { allowModules, sharedModules } from './modules.ts'
import { defineNames } from './names.ts'
import { run, turnEnded } from './run.ts'
import { timerRang } from './timers.ts'
import type { CodeMode } from '../code.ts'

export interface RealmKind {
  /** Whether the names that n8n lacks are there. */
  readonly web: boolean
  /** A realm that stays as it is and can serve many calls; otherwise it serves one. */
  readonly frozen: boolean
}

/** What the runner calls. `undefined` means the call goes on; `busy` that this realm cannot take it. */
export type Dispatch = (what: string, ...args: readonly unknown[]) => string | undefined

const modes: readonly CodeMode[] = ['allItems', 'eachItem', 'function', 'functionItem']

export function setUp(host: Host, modules: string): Dispatch {
  installHost(host)
  allowModules(JSON.parse(modules))
  removeMachinery()
  if (realm.frozen) freezeContext()
  const known = globalKeys()
  let spoiled = false
  const sweep = () => {
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
            mode: modes.find((known) => known === mode) ?? 'allItems',
            items: String(items),
            context: String(context),
            keepGoing: keepGoing === true,
            consoleChars: Number(consoleChars),
          },
          sweep,
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

const realm: RealmKind = Reflect.get(globalThis, '$realm')
prepareRealm(realm)

function prepareRealm({ web, frozen }: RealmKind) {
  installLuxon(Reflect.get(globalThis, 'luxon'))
  installJmespath(Reflect.get(globalThis, 'jmespath'))
  for (const name of ['$realm', 'luxon', 'jmespath']) Reflect.deleteProperty(globalThis, name)
  removePrototypeAccessor()
  defineNames(globalThis, { web })
  if (frozen) freezeOnce([codeThis, ...sharedModules()])
}
