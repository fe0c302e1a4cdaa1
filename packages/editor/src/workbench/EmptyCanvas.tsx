import type { NodeDescription } from '@millrace/sdk'
import { useNavigate } from '@tanstack/react-router'
import { ClipboardPaste, LayoutTemplate, Plus, Sparkles } from 'lucide-react'
import { useCatalog } from '../catalog/catalog.ts'
import { PlainTile, Tile } from '../catalog/Tile.tsx'
import { Button } from '../parts/Button.tsx'
import { Kbd } from '../parts/Kbd.tsx'
import styles from './EmptyCanvas.module.css'
import { firstWorkflow } from './first-workflow.ts'
import { useWorkbench } from './workbench.ts'

const starts: readonly { readonly kind: NonNullable<NodeDescription['trigger']>; readonly words: string }[] = [
  { kind: 'webhook', words: 'A web address is called' },
  { kind: 'schedule', words: 'At a set time' },
  { kind: 'form', words: 'Someone fills in a form' },
  { kind: 'chat', words: 'A chat message arrives' },
  { kind: 'workflow', words: 'Another workflow calls it' },
  { kind: 'manual', words: 'I press Run' },
]

/** An empty canvas says what to do: six starts in plain words, a first workflow, a paste. */
export function EmptyCanvas() {
  const { commands, id } = useWorkbench()
  const navigate = useNavigate()
  const catalog = useCatalog()
  const offered = starts.flatMap(({ kind, words }) => {
    const type = catalog.nodes.find((node) => node.trigger === kind && !node.hidden)
    return type ? [{ type, words }] : []
  })
  return (
    <div className={styles.start}>
      <div className={styles.ghosts} aria-hidden>
        <span data-first>
          <PlainTile icon={Plus} category="trigger" />
          <span>
            <b>What starts it?</b>
            <small>Choose a trigger</small>
          </span>
        </span>
        <i />
        <span>
          <PlainTile icon={Plus} />
          <span>
            <b>What happens then?</b>
            <small>Any number of nodes</small>
          </span>
        </span>
      </div>
      <h2>Start your workflow</h2>
      <p>Pick what sets it in motion. You can change it later.</p>
      <div className={styles.choices}>
        {offered.map(({ type, words }) => (
          <button key={type.type} type="button" onClick={() => commands.add(type, { at: { x: 0, y: 0 } })}>
            <Tile type={type} />
            <span>
              <b>{words}</b>
              <small>{type.name}</small>
            </span>
          </button>
        ))}
      </div>
      <div className={styles.more}>
        <Button onClick={() => void navigate({ to: '/templates', search: { into: id } })}>
          <LayoutTemplate size={16} strokeWidth={1.75} />
          Start from a template
        </Button>
        <Button onClick={() => commands.edit(firstWorkflow(catalog, () => crypto.randomUUID()))}>
          <Sparkles size={16} strokeWidth={1.75} />
          Try a first workflow
        </Button>
        <Button onClick={() => void readClipboard().then((text) => commands.pasteClipboard(text))}>
          <ClipboardPaste size={16} strokeWidth={1.75} />
          Paste n8n JSON
          <Kbd keys="⌘ V" />
        </Button>
        <span className={styles.drop}>or drop a file anywhere</span>
      </div>
    </div>
  )
}

/** Empty where the browser does not let us read it. */
function readClipboard(): Promise<string> {
  return navigator.clipboard.readText().catch(() => '')
}
