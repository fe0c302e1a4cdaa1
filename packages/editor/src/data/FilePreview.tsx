import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { Suspense, lazy } from 'react'
import buttons from '../parts/Button.module.css'
import { Dialog } from '../parts/Dialog.tsx'
import { Skeleton } from '../parts/Empty.tsx'
import { bytes } from '../parts/numbers.ts'
import styles from './FilePreview.module.css'
import { type PreviewKind, readBytes } from './files.ts'
import { JsonLines } from './JsonLines.tsx'
import { NotShown } from './NotShown.tsx'

const PdfPages = lazy(async () => ({ default: (await import('./PdfPages.tsx')).PdfPages }))

interface PreviewProps {
  readonly title: string
  readonly kind: PreviewKind
  readonly address: string
}

/** A file looked at. Nothing of it runs: markup is shown as text, and a document as pictures of its pages. */
export function FilePreview({
  title,
  kind,
  address,
  download,
  onClose,
}: PreviewProps & { readonly download: string; readonly onClose: () => void }) {
  return (
    <Dialog
      calm
      large
      title={title}
      onClose={onClose}
      foot={
        <a className={buttons.button} data-look="plain" data-size="lg" href={download} download={title}>
          <Download size={16} strokeWidth={1.75} />
          Download
        </a>
      }
    >
      <div className={styles.preview} data-kind={kind}>
        <Shown title={title} kind={kind} address={address} />
      </div>
    </Dialog>
  )
}

function Shown({ title, kind, address }: PreviewProps) {
  switch (kind) {
    case 'image':
      return <img src={address} alt={title} />
    case 'audio':
      // What people bring has no captions to offer.
      // oxlint-disable-next-line jsx-a11y/media-has-caption
      return <audio src={address} controls aria-label={title} />
    case 'video':
      // oxlint-disable-next-line jsx-a11y/media-has-caption
      return <video src={address} controls aria-label={title} />
    case 'pdf':
      return (
        <Suspense fallback={<Skeleton rows={6} />}>
          <PdfPages address={address} />
        </Suspense>
      )
    case 'json':
    case 'text':
      return <Text address={address} json={kind === 'json'} />
  }
}

/** As much of a text as one reads. */
const mostText = 256 * 1024

function Text({ address, json }: { readonly address: string; readonly json: boolean }) {
  const read = useQuery({
    queryKey: ['file-text', address],
    queryFn: async () => {
      const { bytes: begun, whole } = await readBytes(address, mostText)
      return { text: new TextDecoder().decode(begun), whole }
    },
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  })
  if (read.isError) return <NotShown>{read.error.message}</NotShown>
  if (!read.data) return <Skeleton rows={6} height={28} />
  const { text, whole } = read.data
  const value = json && whole ? parsed(text) : undefined
  return (
    <>
      {value === undefined ? <pre>{text}</pre> : <JsonLines value={value.json} />}
      {text === '' && <p className={styles.rest}>The file is empty.</p>}
      {!whole && <p className={styles.rest}>These are its first {bytes(mostText)}. Download it to see all.</p>}
    </>
  )
}

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) }
  } catch {
    // It says that it is JSON and is not: it is shown as it is.
    return undefined
  }
}
