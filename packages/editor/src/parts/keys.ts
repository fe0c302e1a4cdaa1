/** Keys as people read them: `⌘` on a Mac, `Ctrl` elsewhere. */
const mac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

export function readableKeys(keys: string): string {
  return mac ? keys : keys.replace('⌘', 'Ctrl').replace('⌥', 'Alt').replace('⇧', 'Shift')
}

/** Whether the command key of this machine is down. */
export function commandDown(event: { readonly metaKey: boolean; readonly ctrlKey: boolean }): boolean {
  return mac ? event.metaKey : event.ctrlKey
}

/** Single letters are keys only while nobody is typing. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}
