/** Keys as people read them: `⌘` on a Mac, `Ctrl` elsewhere. */
const mac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

export function readableKeys(keys: string): string {
  return mac ? keys : keys.replace('⌘', 'Ctrl').replace('⌥', 'Alt').replace('⇧', 'Shift')
}

/** Whether the command key of this machine is down. */
export function commandDown(event: { readonly metaKey: boolean; readonly ctrlKey: boolean }): boolean {
  return mac ? event.metaKey : event.ctrlKey
}

/** Single letters are keys only while nobody is typing, be it inside a shadow root. */
export function isTyping(event: Event): boolean {
  const [target] = event.composedPath()
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/**
 * Whether a dialog, a menu or a list above the page has the keys; a node's panel is part of the page. A dialog has
 * them too while nothing has the focus, as when the button that had it can no longer be pressed. What is copied and
 * pasted belongs where the focus is: browsers tell of it where the caret was last, be it in a passing notice.
 */
export function isAbovePage(event: Event): boolean {
  const target = event instanceof ClipboardEvent ? document.activeElement : event.target
  if (!(target instanceof Element)) return false
  if (target === document.body) return document.querySelector('[data-modal]') !== null
  const box = target.closest('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]')
  return box !== null && !box.hasAttribute('data-panel')
}

export function hasModifier(event: KeyboardEvent): boolean {
  return event.metaKey || event.ctrlKey || event.altKey
}
