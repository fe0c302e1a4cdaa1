import {
  ChevronDown,
  CircleCheck,
  CircleX,
  Hourglass,
  LoaderCircle,
  Play,
  Plus,
  Radio,
  RefreshCw,
  Square,
  StickyNote,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import { useCatalog } from '../catalog/catalog.ts'
import { commonIcons } from '../catalog/common-icons.ts'
import { Deciding, asksPerson } from '../execution/Deciding.tsx'
import { isOver } from '../execution/nodeView.ts'
import { Button, IconButton } from '../parts/Button.tsx'
import { CopyText } from '../parts/CopyText.tsx'
import { Kbd } from '../parts/Kbd.tsx'
import { Menu } from '../parts/Menu.tsx'
import { count, duration } from '../parts/numbers.ts'
import { OpenLink, canBeOpened } from '../parts/OpenLink.tsx'
import styles from './Dock.module.css'
import { useDocument, useRun, useUi, useWorkbench } from './workbench.ts'

/** Bottom centre: the state in words above, the moves below. */
export function Dock() {
  const { commands, ui } = useWorkbench()
  const workflow = useDocument((state) => state.workflow)
  useUi((state) => state.trigger)
  const { byType } = useCatalog()
  const running = useRun((state) => state.execution !== null && !isOver(state.progress))
  const starting = useRun((state) => state.starting)
  const listening = useRun((state) => state.listening !== null)
  const triggers = commands.triggers()
  const trigger = commands.startingTrigger()
  const type = trigger && byType.get(trigger.type)
  const Icon = commonIcons[type?.icon.replace('lucide:', '') ?? ''] ?? Play
  const busy = running || starting || listening
  return (
    <section className={styles.dock} aria-label="Run">
      <State />
      <div className={styles.tools}>
        <Button look="ghost" size="lg" onClick={() => ui.getState().set({ searching: {} })}>
          <Plus size={16} strokeWidth={1.75} />
          <span>Add node</span>
          <Kbd keys="Tab" />
        </Button>
        <IconButton label="Add note" keys="S" size="lg" side="top" onClick={() => commands.addNote()}>
          <StickyNote size={16} strokeWidth={1.75} />
        </IconButton>
        <i className={styles.line} />
        {trigger && triggers.length > 0 && (
          <>
            <small>from</small>
            <Menu
              side="top"
              align="start"
              trigger={
                <Button look="ghost" size="lg" className={styles.trigger}>
                  <Icon size={16} strokeWidth={1.75} />
                  <span>{trigger.name}</span>
                  <ChevronDown size={12} strokeWidth={2.25} />
                </Button>
              }
              groups={[
                triggers.map((one) => ({
                  label: one.name,
                  on: one.id === trigger.id,
                  do: () => ui.getState().set({ trigger: one.id }),
                })),
              ]}
            />
          </>
        )}
        {busy ? (
          <Button size="lg" onClick={() => void commands.stop()}>
            <Square size={15} strokeWidth={1.75} />
            Stop
            <Kbd keys="⌘ ." />
          </Button>
        ) : (
          <Button look="go" size="lg" disabled={triggers.length === 0} onClick={() => void commands.run()}>
            <Play size={16} strokeWidth={1.75} />
            Run
            <Kbd keys="⌘ ↵" />
          </Button>
        )}
        {triggers.length === 0 && (
          <small className={styles.why}>
            {workflow.nodes.size === 0 ? 'Add a trigger first' : 'It needs a trigger'}
          </small>
        )}
      </div>
    </section>
  )
}

function State() {
  const { run, ui, commands } = useWorkbench()
  const progress = useRun((state) => state.progress)
  const execution = useRun((state) => state.execution)
  const atWork = useRun((state) => state.atWork)
  const listening = useRun((state) => state.listening)
  const evaluation = useRun((state) => state.evaluation)
  const refused = useRun((state) => state.refused)
  const starting = useRun((state) => state.starting)
  const nodes = useDocument((state) => state.workflow.nodes)
  const nameOf = (id: string | undefined) => (id === undefined ? undefined : nodes.get(id)?.name)

  if (refused) {
    return (
      <p className={styles.state} data-tone="bad" role="alert">
        <CircleX size={16} strokeWidth={1.75} />
        <b>{refused.message}</b>
        {refused.hint && <span>{refused.hint}</span>}
        <i />
        <Button look="ghost" onClick={() => run.getState().clear()}>
          Dismiss
        </Button>
      </p>
    )
  }
  if (listening) {
    const [first] = listening.urls
    return (
      <p className={styles.state} data-tone="race" role="status">
        <Radio size={16} strokeWidth={1.75} />
        <b>Listening at “{nameOf(listening.node) ?? 'the trigger'}”</b>
        <TimeLeft until={listening.until} />
        <i />
        {first && <CopyText text={first.url} label={`${first.methods.join(', ')} test address`} />}
        {first && canBeOpened(first) && <OpenLink address={first.url} label="the test address" />}
      </p>
    )
  }
  if (execution === null) {
    return starting ? (
      <p className={styles.state} data-tone="race" role="status">
        <LoaderCircle size={16} strokeWidth={1.75} className={styles.turning} />
        <b>Starting</b>
      </p>
    ) : null
  }
  const took =
    progress.startedAt === undefined || progress.endedAt === undefined
      ? undefined
      : progress.endedAt - progress.startedAt
  const row = evaluation && (
    <span>
      row {count(evaluation.row)} of {count(evaluation.rows)}
    </span>
  )
  const clear = (
    <Button look="ghost" onClick={() => run.getState().clear()}>
      Clear
    </Button>
  )
  switch (progress.status) {
    case 'new':
    case 'running': {
      const working = [...atWork.keys()].map(nameOf).find((name) => name !== undefined)
      return (
        <p className={styles.state} data-tone="race" role="status">
          <LoaderCircle size={16} strokeWidth={1.75} className={styles.turning} />
          <b>{working === undefined ? 'Running' : `Running “${working}”`}</b>
          {row}
          <RunningFor since={progress.startedAt} />
        </p>
      )
    }
    case 'waiting': {
      const name = nameOf(progress.waiting?.node) ?? 'a node'
      const asks = asksPerson(progress)
      return (
        <p className={styles.state} data-tone="wait" role="status">
          <Hourglass size={16} strokeWidth={1.75} />
          <b>{asks ? `“${name}” was interrupted` : `Waiting at “${name}”`}</b>
          {row}
          {asks && (
            <>
              <i />
              <Deciding execution={execution} waiting={progress.waiting} name={name} />
            </>
          )}
        </p>
      )
    }
    case 'success':
      return (
        <p className={styles.state} data-tone="ok" role="status">
          <CircleCheck size={16} strokeWidth={1.75} />
          <b>Succeeded</b>
          {row}
          <span>{took === undefined ? '' : `after ${duration(took)}`}</span>
          <i />
          {clear}
        </p>
      )
    case 'canceled':
      return (
        <p className={styles.state} role="status">
          <Square size={14} strokeWidth={1.75} />
          <b>Stopped</b>
          {row}
          <span>{took === undefined ? '' : `after ${duration(took)}`}</span>
          <i />
          {clear}
        </p>
      )
    case 'error':
    case 'crashed': {
      const failed = progress.error?.node ?? progress.lastNode
      const failedId =
        failed !== undefined && nodes.has(failed)
          ? failed
          : [...nodes.values()].find((node) => node.name === failed)?.id
      const name = nameOf(failedId)
      return (
        <p className={styles.state} data-tone="bad" role="alert">
          <CircleX size={16} strokeWidth={1.75} />
          <b>{name === undefined ? 'Failed' : `Failed at “${name}”`}</b>
          {row}
          <span>{took === undefined ? '' : `after ${duration(took)}`}</span>
          <i />
          {clear}
          {failedId !== undefined && <Button onClick={() => ui.getState().set({ openNode: failedId })}>Open it</Button>}
          <Button onClick={() => void commands.retryFailed()}>
            <RefreshCw size={14} strokeWidth={1.75} />
            Retry from failed
          </Button>
        </p>
      )
    }
  }
}

function RunningFor({ since }: { readonly since: number | undefined }) {
  const now = useClock(100)
  return since === undefined ? null : <span>{(Math.max(0, now - since) / 1000).toFixed(1)} s</span>
}

function TimeLeft({ until }: { readonly until: number }) {
  const now = useClock(1000)
  const seconds = Math.max(0, Math.round((until - now) / 1000))
  return (
    <span>
      {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')} left
    </span>
  )
}

function useClock(every: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
