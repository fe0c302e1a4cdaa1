import { Toast } from '@base-ui/react/toast'
import { errorText } from '../api/error-text.ts'

export interface ToastData {
  readonly tone: 'ok' | 'bad' | 'plain'
  readonly action?: { readonly label: string; readonly do: () => void }
}

/** Toasts, for what the screen does not already show. */
export const toasts = Toast.createToastManager<ToastData>()

/** Says what happened and, if it needs saying, what follows. Failures stay until they are read. */
export function say(title: string, more: { readonly text?: string; readonly data?: Partial<ToastData> } = {}): void {
  const data: ToastData = { tone: 'ok', ...more.data }
  toasts.add({ title, description: more.text, timeout: data.tone === 'bad' ? 0 : 6000, data })
}

/** Says what failed, in the error's own words. */
export function sayError(title: string, error: unknown): void {
  say(title, { text: errorText(error), data: { tone: 'bad' } })
}
