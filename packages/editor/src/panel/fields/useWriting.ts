import { type DragEvent, useRef } from 'react'
import { carriesField } from '../../data/dragging.ts'

/**
 * How a text field's text becomes a value. `=` typed first makes an expression, and so does a dragged field: it is
 * taken at the caret, as the browser does it with any text. `onDropCapture` goes on or around the field, and `written`
 * over each of its changes.
 */
export function useWriting() {
  const dropped = useRef(false)
  return {
    onDropCapture: (event: DragEvent) => {
      if (!carriesField(event)) return
      dropped.current = true
      setTimeout(() => {
        dropped.current = false
      })
    },
    written: (text: string): string => {
      if (dropped.current) {
        dropped.current = false
        return `=${text}`
      }
      return text === '=' ? '={{ }}' : text
    },
  }
}
