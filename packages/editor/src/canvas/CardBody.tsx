import { Check, Hourglass, LoaderCircle, Pin, RotateCw } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useCredentialTypes } from '../catalog/catalog.ts'
import { type Need, needWords } from '../catalog/needs.ts'
import type { NodeView } from '../execution/nodeView.ts'
import { Button } from '../parts/Button.tsx'
import { duration, items } from '../parts/numbers.ts'
import { useWorkbench } from '../workbench/workbench.ts'
import styles from './NodeCard.module.css'

/** Below the head: how its latest run went, or what it needs. */
export function Foot({
  view,
  need,
  pinned,
  onOpen,
  onRetry,
}: {
  readonly view: NodeView
  readonly need: ReactNode
  readonly pinned: number | undefined
  readonly onOpen: () => void
  readonly onRetry: (() => Promise<void>) | undefined
}) {
  const calm = view.state === 'idle' || view.state === 'unreached' || view.state === 'ok'
  if (calm && pinned !== undefined) {
    return (
      <div className={styles.foot}>
        <span data-tone="pin">
          <Pin size={12} strokeWidth={2} />
          Pinned, {items(pinned)}
        </span>
      </div>
    )
  }
  if (calm && need) return need
  switch (view.state) {
    case 'idle':
    case 'unreached':
      return null
    case 'run':
      return <AtWork view={view} />
    case 'ok': {
      const total = view.counts.reduce((sum, one) => sum + one, 0)
      return (
        <div className={styles.foot}>
          <span data-tone={view.pinned ? 'pin' : 'ok'}>
            {view.pinned ? <Pin size={12} strokeWidth={2} /> : <Check size={12} strokeWidth={2.25} />}
            {view.runs > 1 ? `${items(total)}, ${view.runs} runs` : items(total)}
          </span>
          <span>{view.reused ? 'from before' : duration(view.took)}</span>
        </div>
      )
    }
    case 'wait':
      return (
        <div className={styles.foot}>
          <span data-tone="wait">
            <Hourglass size={12} strokeWidth={2} />
            Waiting
          </span>
        </div>
      )
    case 'bad':
      return <Failed view={view} onOpen={onOpen} onRetry={onRetry} />
  }
}

function AtWork({ view }: { readonly view: NodeView }) {
  return (
    <div className={styles.foot}>
      {view.attempt > 1 ? (
        <span data-tone="wait">
          <RotateCw size={12} strokeWidth={2} />
          Attempt {view.attempt}
        </span>
      ) : (
        <span data-tone="race">
          <LoaderCircle size={12} strokeWidth={2.25} className={styles.turning} />
          {view.done ? `${view.done.done} of ${view.done.total}` : 'Running'}
        </span>
      )}
      <Elapsed since={view.since} />
      <div className={styles.gauge} data-unknown={view.done === undefined || undefined}>
        <i style={view.done ? { width: `${(view.done.done / Math.max(1, view.done.total)) * 100}%` } : undefined} />
      </div>
    </div>
  )
}

function Failed({
  view,
  onOpen,
  onRetry,
}: {
  readonly view: NodeView
  readonly onOpen: () => void
  readonly onRetry: (() => Promise<void>) | undefined
}) {
  return (
    <div className={styles.error}>
      <p>{view.error?.message ?? 'It failed.'}</p>
      <p>
        {[
          view.error?.itemIndex === undefined ? '' : `Item ${view.error.itemIndex + 1}`,
          view.attempt > 1 ? `attempt ${view.attempt}` : '',
        ]
          .filter((part) => part !== '')
          .join(', ')}
      </p>
      <div>
        <Button size="sm" className="nodrag" onClick={onOpen}>
          Open
        </Button>
        {onRetry && (
          <Button size="sm" className="nodrag" onClick={() => void onRetry()}>
            Retry from here
          </Button>
        )}
      </div>
    </div>
  )
}

function Elapsed({ since }: { readonly since: number | undefined }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [])
  return since === undefined ? null : <span>{(Math.max(0, now - since) / 1000).toFixed(1)} s</span>
}

/** Amber: what is missing, and the shortest way to it. */
export function NeedBody({ id, need }: { readonly id: string; readonly need: Need }) {
  const { ui, commands, readOnly } = useWorkbench()
  const kinds = useCredentialTypes()
  const open = (field: string | null) => ui.getState().set({ openNode: id, openField: field })
  return (
    <div className={styles.need}>
      <p>{needWords(need)}</p>
      {!readOnly && need.is === 'parameter' && (
        <Button size="sm" className="nodrag" onClick={() => open(need.name)}>
          Go to field
        </Button>
      )}
      {!readOnly && need.is === 'credential' && (
        <div>
          {need.usable && (
            <Button
              size="sm"
              className="nodrag"
              onClick={() => need.usable && commands.chooseCredential(id, need.type, need.usable)}
            >
              Use “{need.usable.name}”
            </Button>
          )}
          {kinds.has(need.type) ? (
            <Button
              size="sm"
              className="nodrag"
              onClick={() => ui.getState().set({ newCredential: { node: id, type: need.type } })}
            >
              New
            </Button>
          ) : (
            <small>{need.type} is not supported yet</small>
          )}
        </div>
      )}
    </div>
  )
}

/** A type that is not installed: nothing of it is lost. */
export function UnknownBody({
  id,
  type,
  settings,
}: {
  readonly id: string
  readonly type: string
  readonly settings: number
}) {
  const { ui } = useWorkbench()
  const name = type.split('.').at(-1) ?? type
  return (
    <div className={styles.unknown}>
      <p>{name} is not installed</p>
      <p>{keptWords(settings)}</p>
      <div>
        <Button size="sm" className="nodrag" onClick={() => ui.getState().set({ searching: { query: name } })}>
          Find it
        </Button>
        <Button size="sm" className="nodrag" onClick={() => ui.getState().set({ openNode: id })}>
          Look inside
        </Button>
      </div>
    </div>
  )
}

function keptWords(settings: number): string {
  if (settings === 0) return 'It is kept as it is.'
  return settings === 1 ? 'Its setting is kept.' : `Its ${settings} settings are kept.`
}
