import { useEffect } from 'react'
import { neighbourOf } from '../document/neighbour.ts'
import { commandDown, isAbovePage, isTyping } from '../parts/keys.ts'
import { type Workbench, useWorkbench } from './workbench.ts'

/** The keys of the canvas. Single letters count only while nobody types. */
export function useKeyboard(zoom: {
  readonly fit: () => void
  readonly fitSelection: () => void
  readonly by: (factor: number) => void
  readonly to: (zoom: number) => void
}): void {
  const bench = useWorkbench()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      if (handle(event, bench, zoom)) event.preventDefault()
    }
    const onCopy = (event: ClipboardEvent) => clipboard(event, bench)
    window.addEventListener('keydown', onKey)
    for (const type of ['copy', 'cut', 'paste'] as const) window.addEventListener(type, onCopy)
    return () => {
      window.removeEventListener('keydown', onKey)
      for (const type of ['copy', 'cut', 'paste'] as const) window.removeEventListener(type, onCopy)
    }
  }, [bench, zoom])
}

type Zoom = Parameters<typeof useKeyboard>[0]

/** Whether the key was one of ours. */
function handle(event: KeyboardEvent, bench: Workbench, zoom: Zoom): boolean {
  const { ui } = bench
  if (isAbovePage(event)) return false
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (commandDown(event)) return withCommand(key, event, bench)
  const open = ui.getState()
  if (key === 'Escape') {
    if (open.searching || open.palette || open.help || open.openNode !== null) {
      ui.getState().set({ searching: null, palette: false, help: false, openNode: null })
      return true
    }
    bench.document.getState().select([])
    return false
  }
  if (isTyping(event) || open.searching || open.palette) return false
  if (open.openNode !== null) return inPanel(key, open.openNode, bench)
  if (event.shiftKey && /^Digit[12]$/.test(event.code)) {
    if (event.code === 'Digit1') zoom.fit()
    else zoom.fitSelection()
    return true
  }
  return onCanvas(key, event, bench, zoom)
}

function onCanvas(key: string, event: KeyboardEvent, bench: Workbench, zoom: Zoom): boolean {
  const { ui, commands } = bench
  const onControl =
    event.target instanceof HTMLElement && event.target.closest('button, [role=menuitem], [role=option]') !== null
  const selected = [...bench.document.getState().selected]
  const one = selected.length === 1 ? selected[0] : undefined
  switch (key) {
    case 'Tab':
      if (event.shiftKey || (onControl && one === undefined)) return false
      if (bench.readOnly) return false
      ui.getState().set({ searching: one === undefined ? {} : { after: { node: one, kind: 'main', index: 0 } } })
      return true
    case 'Enter':
      if (onControl || one === undefined) return false
      ui.getState().set({ openNode: one, openField: null })
      return true
    case 'Delete':
    case 'Backspace':
      if (selected.length === 0 || bench.readOnly) return false
      commands.remove(selected, event.shiftKey)
      return true
    case 'F2':
      if (one === undefined || bench.readOnly) return false
      ui.getState().set({ renaming: one })
      return true
    case '?':
      ui.getState().set({ help: true })
      return true
    case '+':
    case '=':
      zoom.by(1.2)
      return true
    case '-':
      zoom.by(1 / 1.2)
      return true
    case '0':
      zoom.to(1)
      return true
    case 'ArrowLeft':
    case 'ArrowRight':
    case 'ArrowUp':
    case 'ArrowDown':
      return !onControl && follow(key, one, bench)
    case 's':
      if (bench.readOnly) return false
      commands.addNote()
      return true
    case 'd':
      if (bench.readOnly) return false
      commands.toggleDisabled(selected)
      return true
    case 'p':
      if (bench.readOnly) return false
      void commands.togglePin(selected)
      return true
    default:
      if (event.altKey && event.code === 'KeyT' && !bench.readOnly) {
        void commands.tidy()
        return true
      }
      return false
  }
}

function withCommand(key: string, event: KeyboardEvent, bench: Workbench): boolean {
  const { ui, commands, document, run } = bench
  const selected = document.getState().selected
  switch (key) {
    case 'k':
      ui.getState().set({ palette: true, searching: null })
      return true
    case 'Enter': {
      const node = ui.getState().openNode
      if (bench.readOnly) return false
      void (node === null ? commands.run() : commands.runToNode(node))
      return true
    }
    case 'r':
      if (!event.shiftKey || bench.readOnly || run.getState().progress.status !== 'error') return false
      void commands.retryFailed()
      return true
    case '.':
      void commands.stop()
      return true
    case 'z':
      if (isTyping(event) || bench.readOnly) return false
      if (event.shiftKey) commands.redo()
      else commands.undo()
      return true
    case 'y':
      if (isTyping(event) || bench.readOnly) return false
      commands.redo()
      return true
    case 'd':
      if (isTyping(event) || bench.readOnly || selected.size === 0) return false
      void commands.duplicate(selected)
      return true
    case 'a':
      if (isTyping(event) || ui.getState().openNode !== null) return false
      document.getState().select(document.getState().workflow.nodes.keys())
      return true
    default:
      return false
  }
}

/** In a node's panel: `[` and `]` go against and along the flow without closing it. */
function inPanel(key: string, node: string, bench: Workbench): boolean {
  const { commands, readOnly, ui } = bench
  switch (key) {
    case '[':
    case ']': {
      const { before, after } = commands.neighbours(node)
      const to = key === '[' ? before[0] : after[0]
      if (to !== undefined) ui.getState().set({ openNode: to, openField: null })
      return true
    }
    case 'p':
      if (!readOnly) void commands.togglePin([node])
      return !readOnly
    case 'd':
      if (!readOnly) commands.toggleDisabled([node])
      return !readOnly
    default:
      return false
  }
}

type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

/** The arrow keys go along the channels, and between what lies above and below. */
function follow(key: Arrow, from: string | undefined, bench: Workbench): boolean {
  const { workflow, select } = bench.document.getState()
  const to = neighbourOf(workflow, from, key)
  if (to === undefined) return false
  select([to])
  bench.commands.reveal([to])
  document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(to)}"]`)?.focus({ preventScroll: true })
  return true
}

/** The clipboard carries n8n's text both ways; the browser's own event needs no permission. */
function clipboard(event: ClipboardEvent, bench: Workbench): void {
  if (isTyping(event) || isAbovePage(event) || bench.ui.getState().openNode !== null || !event.clipboardData) return
  if ((window.getSelection()?.toString() ?? '') !== '') return
  const selected = bench.document.getState().selected
  if (event.type === 'paste') {
    if (bench.readOnly) return
    bench.commands.pasteClipboard(event.clipboardData.getData('text/plain'))
    event.preventDefault()
    return
  }
  if (selected.size === 0) return
  event.clipboardData.setData('text/plain', bench.commands.copiedText(selected))
  event.preventDefault()
  if (event.type === 'cut' && !bench.readOnly) bench.commands.remove([...selected])
}
