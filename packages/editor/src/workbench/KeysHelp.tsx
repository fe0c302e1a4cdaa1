import { Dialog } from '../parts/Dialog.tsx'
import { Kbd } from '../parts/Kbd.tsx'
import styles from './KeysHelp.module.css'
import { useUi, useWorkbench } from './workbench.ts'

const keys: readonly (readonly [string, string])[] = [
  ['⌘ K', 'Find or do'],
  ['Tab', 'Add node'],
  ['⌘ ↵', 'Run; run the node in its panel'],
  ['⌘ .', 'Stop'],
  ['⌘ ⇧ R', 'Retry from failed'],
  ['↵', 'Open the node'],
  ['Esc', 'Close'],
  ['[ ]', 'Walk against and along the flow'],
  ['J K', 'Next, previous item'],
  ['1 2 3', 'Table, JSON, schema'],
  ['⌘ E', 'Write an expression in full size'],
  ['⌘ Z', 'Undo'],
  ['⌘ ⇧ Z', 'Redo'],
  ['⌘ C X V', 'Copy, cut, paste'],
  ['⌘ D', 'Duplicate'],
  ['Del', 'Delete'],
  ['⇧ Del', 'Delete, join the ends'],
  ['F2', 'Rename'],
  ['D', 'Switch off or on'],
  ['P', 'Pin its data'],
  ['S', 'Add note'],
  ['⌥ T', 'Tidy up'],
  ['← → ↑ ↓', 'Go from node to node'],
  ['⇧ 1', 'Fit all'],
  ['⇧ 2', 'Fit the selection'],
  ['+ −', 'Zoom'],
  ['0', 'Zoom to 100 %'],
]

/** All keys of the canvas. */
export function KeysHelp() {
  const open = useUi((state) => state.help)
  const { ui } = useWorkbench()
  if (!open) return null
  return (
    <Dialog title="Keys" wide onClose={() => ui.getState().set({ help: false })}>
      <ul className={styles.keys}>
        {keys.map(([key, deed]) => (
          <li key={key}>
            <span>{deed}</span>
            <Kbd keys={key} />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
