import type { BinaryData, Item } from '@millrace/sdk'
import { Download, Eye, Paperclip } from 'lucide-react'
import { Suspense, lazy, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import buttons from '../parts/Button.module.css'
import { bytes } from '../parts/numbers.ts'
import { fileAddress, previewKind } from './files.ts'
import styles from './Files.module.css'

const FilePreview = lazy(async () => ({ default: (await import('./FilePreview.tsx')).FilePreview }))

/** The files of an item: what they are, a look at them, and the way to have them. */
export function Files({ item, execution }: { readonly item: Item | undefined; readonly execution: string | null }) {
  const files = Object.entries(item?.binary ?? {})
  if (files.length === 0) return null
  return (
    <ul className={styles.files} aria-label="Files">
      {files.map(([name, file]) => (
        <File key={name} name={name} file={file} execution={execution} />
      ))}
    </ul>
  )
}

function File({
  name,
  file,
  execution,
}: {
  readonly name: string
  readonly file: BinaryData
  readonly execution: string | null
}) {
  const [looking, setLooking] = useState(false)
  const address = fileAddress(execution, file)
  const kind = previewKind(file)
  const title = file.fileName ?? name
  return (
    <li>
      {kind === 'image' && address !== undefined ? (
        <button type="button" className={styles.picture} aria-label={`View ${title}`} onClick={() => setLooking(true)}>
          <img src={address} alt="" loading="lazy" />
        </button>
      ) : (
        <Paperclip size={14} strokeWidth={1.75} />
      )}
      <span>
        <b>{title}</b>
        <small>
          {[name, file.mimeType, file.bytes === undefined ? file.fileSize : bytes(file.bytes)]
            .filter(Boolean)
            .join(', ')}
        </small>
      </span>
      {address !== undefined && kind !== undefined && (
        <Button size="sm" aria-label={`View ${title}`} onClick={() => setLooking(true)}>
          <Eye size={14} strokeWidth={1.75} />
          View
        </Button>
      )}
      {address !== undefined && (
        <a
          className={buttons.button}
          data-look="plain"
          data-size="sm"
          href={fileAddress(execution, file, 'download')}
          download={title}
          aria-label={`Download ${title}`}
        >
          <Download size={14} strokeWidth={1.75} />
          Download
        </a>
      )}
      {looking && address !== undefined && kind !== undefined && (
        <Suspense fallback={null}>
          <FilePreview
            title={title}
            kind={kind}
            address={address}
            download={fileAddress(execution, file, 'download') ?? address}
            onClose={() => setLooking(false)}
          />
        </Suspense>
      )}
    </li>
  )
}
