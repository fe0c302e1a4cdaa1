import { useEffect, useRef, useState } from 'react'

export interface DroppedFile {
  readonly name: string
  readonly text: string
}

type OnFiles = (files: readonly DroppedFile[], at: { readonly x: number; readonly y: number }) => void

/**
 * Files let go anywhere on the page; without this the browser would leave the page for the file. Answers whether
 * some hover over it.
 */
export function useFileDrop(onFiles: OnFiles, enabled = true): boolean {
  const [hovering, setHovering] = useState(false)
  const take = useRef(onFiles)
  useEffect(() => {
    take.current = onFiles
  })
  useEffect(() => {
    if (!enabled) return
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setHovering(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setHovering(false)
    }
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setHovering(false)
      const at = { x: event.clientX, y: event.clientY }
      void readFiles(event.dataTransfer.files).then((files) => take.current(files, at))
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [enabled])
  return hovering
}

export function readFiles(files: Iterable<File>): Promise<readonly DroppedFile[]> {
  return Promise.all([...files].map(async (file) => ({ name: file.name, text: await file.text() })))
}
