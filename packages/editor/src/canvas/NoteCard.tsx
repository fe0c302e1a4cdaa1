import type { WorkflowNode } from '@millrace/workflow'
import { type NodeProps, NodeResizeControl } from '@xyflow/react'
import { MoveDiagonal2, Palette, Trash2 } from 'lucide-react'
import { memo, useState } from 'react'
import { Button, IconButton } from '../parts/Button.tsx'
import { Menu } from '../parts/Menu.tsx'
import { Markdown } from '../parts/Markdown.tsx'
import { useDocument, useWorkbench } from '../workbench/workbench.ts'
import { type NoteOnCanvas, noteText, paperChoices, paperOf } from './note.ts'
import styles from './NoteCard.module.css'
import { stretch, toDocument } from './scale.ts'

/** A note on the canvas: paper, not part of the flow. A double click writes on it. */
export const NoteCard = memo(function NoteCard({
  id,
  selected,
  positionAbsoluteX,
  positionAbsoluteY,
}: NodeProps<NoteOnCanvas>) {
  const { document, readOnly } = useWorkbench()
  const node = useDocument((state) => state.workflow.nodes.get(id))
  const alone = useDocument((state) => state.selected.size === 1)
  const [writing, setWriting] = useState(false)
  if (!node) return null
  const text = noteText(node)
  return (
    <section
      className={styles.note}
      data-paper={paperOf(node)}
      data-selected={selected || undefined}
      aria-label={`Note: ${text.slice(0, 80)}`}
      onDoubleClick={() => !readOnly && setWriting(true)}
    >
      {selected && alone && !readOnly && <NoteTools node={node} />}
      {writing ? (
        <textarea
          className="nodrag nowheel"
          aria-label="Text of the note"
          autoFocus
          defaultValue={text}
          onKeyDown={(event) => {
            event.stopPropagation()
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
          onBlur={(event) => {
            setWriting(false)
            const value = event.target.value
            if (value !== text) document.getState().edit({ do: 'setParameter', node: id, path: ['content'], value })
          }}
        />
      ) : text === '' ? (
        <p className={styles.hint}>Double-click to write</p>
      ) : (
        <Markdown text={text} />
      )}
      {!readOnly && (
        <NodeResizeControl
          minWidth={120}
          minHeight={48}
          className={styles.grip}
          onResizeEnd={(_, size) =>
            document.getState().edit({
              do: 'composite',
              operations: [
                { do: 'moveNode', node: id, position: toDocument({ x: positionAbsoluteX, y: positionAbsoluteY }) },
                { do: 'setParameter', node: id, path: ['width'], value: Math.round(size.width / stretch.x) },
                { do: 'setParameter', node: id, path: ['height'], value: Math.round(size.height / stretch.y) },
              ],
            })
          }
        >
          {selected && <MoveDiagonal2 size={12} />}
        </NodeResizeControl>
      )}
    </section>
  )
})

function NoteTools({ node }: { readonly node: WorkflowNode }) {
  const { document, commands } = useWorkbench()
  const { id } = node
  return (
    <div className={`nodrag nopan ${styles.tools}`}>
      <Menu
        trigger={
          <Button look="ghost" size="sm" data-icon aria-label="Paper">
            <Palette size={14} strokeWidth={1.75} />
          </Button>
        }
        groups={[
          paperChoices.map(({ paper, color }) => ({
            label: `${paper.slice(0, 1).toUpperCase()}${paper.slice(1)}`,
            on: paper === paperOf(node),
            do: () => document.getState().edit({ do: 'setParameter', node: id, path: ['color'], value: color }),
          })),
        ]}
      />
      <IconButton label="Delete note" size="sm" onClick={() => commands.remove([id])}>
        <Trash2 size={14} strokeWidth={1.75} />
      </IconButton>
    </div>
  )
}
