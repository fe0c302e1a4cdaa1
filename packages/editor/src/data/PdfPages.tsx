import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { getDocumentProxy } from 'unpdf'
import { Skeleton } from '../parts/Empty.tsx'
import { bytes, count } from '../parts/numbers.ts'
import styles from './FilePreview.module.css'
import { readBytes } from './files.ts'
import { NotShown } from './NotShown.tsx'

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>

const mostBytes = 50_000_000
const mostPages = 200
const wide = 720

/** A PDF as pictures of its pages: no script, form or link of it does anything, and no plug-in has a part in it. */
export function PdfPages({ address }: { readonly address: string }) {
  const read = useQuery({
    queryKey: ['file-pdf', address],
    queryFn: async () => {
      const { bytes: data, whole } = await readBytes(address, mostBytes)
      if (!whole) throw new Error(`It is larger than ${bytes(mostBytes)}. Download it to see it.`)
      // Fonts are drawn as shapes: the page's policy loads none.
      return getDocumentProxy(data, { disableFontFace: true })
    },
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  })
  if (read.isError) return <NotShown>{read.error.message}</NotShown>
  if (!read.data) return <Skeleton rows={6} />
  const { numPages } = read.data
  return (
    <div className={styles.pages}>
      {Array.from({ length: Math.min(numPages, mostPages) }, (_, index) => (
        <Page key={index} pdf={read.data} number={index + 1} />
      ))}
      {numPages > mostPages && (
        <p className={styles.rest}>
          These are its first {mostPages} pages of {count(numPages)}. Download it to see all.
        </p>
      )}
    </div>
  )
}

/** Drawn when it comes into sight. */
function Page({ pdf, number }: { readonly pdf: Pdf; readonly number: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [trouble, setTrouble] = useState<string>()
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    let stop: (() => void) | undefined
    const draw = async () => {
      const page = await pdf.getPage(number)
      const scale = wide / page.getViewport({ scale: 1 }).width
      const viewport = page.getViewport({ scale: scale * Math.min(2, devicePixelRatio) })
      element.width = Math.floor(viewport.width)
      element.height = Math.floor(viewport.height)
      const task = page.render({ canvas: element, viewport })
      stop = () => task.cancel()
      await task.promise
    }
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return
      seen.disconnect()
      draw().catch((error: unknown) => {
        if (!(error instanceof Error && error.name === 'RenderingCancelledException')) setTrouble(String(error))
      })
    })
    seen.observe(element)
    return () => {
      seen.disconnect()
      stop?.()
    }
  }, [pdf, number])
  if (trouble !== undefined) return <NotShown>{trouble}</NotShown>
  return (
    <canvas ref={canvas} width={wide} height={Math.round(wide * Math.SQRT2)} role="img" aria-label={`Page ${number}`} />
  )
}
