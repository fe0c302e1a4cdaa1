import { CircleCheck, CircleX, Hourglass, LoaderCircle, Radio, RefreshCw, Square } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Deciding, asksPerson } from '../execution/Deciding.tsx'
import { ResumeAddress } from '../execution/ResumeAddress.tsx'
import type { Listening, RunState } from '../execution/runStore.ts'
import { Button } from '../parts/Button.tsx'
import { CopyText } from '../parts/CopyText.tsx'
import { count, duration } from '../parts/numbers.ts'
import { OpenLink, canBeOpened } from '../parts/OpenLink.tsx'
import styles from './Dock.module.css'
import { useDocument, useRun, useWorkbench } from './workbench.ts'

/** What the run on the canvas is at, in words. */
export function DockState() {
  const execution = useRun((state) => state.execution)
  const listening = useRun((state) => state.listening)
  const refused = useRun((state) => state.refused)
  const starting = useRun((state) => state.starting)
  if (refused) return <Refused refused={refused} />
  if (listening) return <ListeningAt listening={listening} />
  if (execution !== null) return <Run execution={execution} />
  return starting ? <Line tone="race" icon={turning} words="Starting" /> : null
}

const turning = <LoaderCircle size={16} strokeWidth={1.75} className={styles.turning} />

function Line({
  tone,
  icon,
  words,
  children,
}: {
  readonly tone?: 'race' | 'wait' | 'ok' | 'bad'
  readonly icon: ReactNode
  readonly words: string
  readonly children?: ReactNode
}) {
  return (
    <p className={styles.state} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      {icon}
      <b>{words}</b>
      {children}
    </p>
  )
}

function Refused({ refused }: { readonly refused: NonNullable<RunState['refused']> }) {
  return (
    <Line tone="bad" icon={<CircleX size={16} strokeWidth={1.75} />} words={refused.message}>
      {refused.hint && <span>{refused.hint}</span>}
      <i />
      <Clear words="Dismiss" />
    </Line>
  )
}

function ListeningAt({ listening }: { readonly listening: Listening }) {
  const name = useDocument((state) => state.workflow.nodes.get(listening.node)?.name)
  const [first] = listening.urls
  return (
    <Line tone="race" icon={<Radio size={16} strokeWidth={1.75} />} words={`Listening at “${name ?? 'the trigger'}”`}>
      <TimeLeft until={listening.until} />
      <i />
      {first && <CopyText text={first.url} label={`${first.methods.join(', ')} test address`} />}
      {first && canBeOpened(first) && <OpenLink address={first.url} label="the test address" />}
    </Line>
  )
}

function Run({ execution }: { readonly execution: string }) {
  const status = useRun((state) => state.progress.status)
  switch (status) {
    case 'new':
    case 'running':
      return <Running />
    case 'waiting':
      return <Waiting execution={execution} />
    case 'success':
      return <Ended tone="ok" icon={<CircleCheck size={16} strokeWidth={1.75} />} words="Succeeded" />
    case 'canceled':
      return <Ended icon={<Square size={14} strokeWidth={1.75} />} words="Stopped" />
    case 'error':
    case 'crashed':
      return <Failed />
  }
}

function Running() {
  const since = useRun((state) => state.progress.startedAt)
  const atWork = useRun((state) => state.atWork)
  const nodes = useDocument((state) => state.workflow.nodes)
  const working = [...atWork.keys()].map((id) => nodes.get(id)?.name).find((name) => name !== undefined)
  return (
    <Line tone="race" icon={turning} words={working === undefined ? 'Running' : `Running “${working}”`}>
      <Row />
      <RunningFor since={since} />
    </Line>
  )
}

function Waiting({ execution }: { readonly execution: string }) {
  const progress = useRun((state) => state.progress)
  const name = useDocument((state) => state.workflow.nodes.get(progress.waiting?.node ?? '')?.name) ?? 'a node'
  const asks = asksPerson(progress)
  return (
    <Line
      tone="wait"
      icon={<Hourglass size={16} strokeWidth={1.75} />}
      words={asks ? `“${name}” was interrupted` : `Waiting at “${name}”`}
    >
      <Row />
      <i />
      {asks ? (
        <Deciding execution={execution} waiting={progress.waiting} name={name} />
      ) : (
        <ResumeAddress execution={execution} waiting={progress.waiting} />
      )}
    </Line>
  )
}

function Ended({
  children,
  ...line
}: Pick<Parameters<typeof Line>[0], 'tone' | 'icon' | 'words'> & { readonly children?: ReactNode }) {
  const { startedAt, endedAt } = useRun((state) => state.progress)
  return (
    <Line {...line}>
      <Row />
      <span>{startedAt === undefined || endedAt === undefined ? '' : `after ${duration(endedAt - startedAt)}`}</span>
      <i />
      <Clear words="Clear" />
      {children}
    </Line>
  )
}

function Failed() {
  const { ui, commands } = useWorkbench()
  const { error, lastNode } = useRun((state) => state.progress)
  const nodes = useDocument((state) => state.workflow.nodes)
  // Errors name the node as people do, the journal by its id.
  const said = error?.node ?? lastNode ?? ''
  const node = nodes.get(said) ?? [...nodes.values()].find(({ name }) => name === said)
  return (
    <Ended
      tone="bad"
      icon={<CircleX size={16} strokeWidth={1.75} />}
      words={node === undefined ? 'Failed' : `Failed at “${node.name}”`}
    >
      {node !== undefined && <Button onClick={() => ui.getState().set({ openNode: node.id })}>Open it</Button>}
      <Button onClick={() => void commands.retryFailed()}>
        <RefreshCw size={14} strokeWidth={1.75} />
        Retry from failed
      </Button>
    </Ended>
  )
}

/** Which row of a dataset it is, while one is evaluated. */
function Row() {
  const evaluation = useRun((state) => state.evaluation)
  if (evaluation === null) return null
  return (
    <span>
      row {count(evaluation.row)} of {count(evaluation.rows)}
    </span>
  )
}

function Clear({ words }: { readonly words: string }) {
  const { run } = useWorkbench()
  return (
    <Button look="ghost" onClick={() => run.getState().clear()}>
      {words}
    </Button>
  )
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
