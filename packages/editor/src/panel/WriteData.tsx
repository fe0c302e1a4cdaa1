import type { Json, JsonObject } from '@millrace/sdk'
import { Suspense, lazy, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { Skeleton } from '../parts/Empty.tsx'
import { items } from '../parts/numbers.ts'
import styles from './DataPanes.module.css'

const CodeArea = lazy(async () => ({ default: (await import('./fields/CodeArea.tsx')).CodeArea }))

/** Sample data by hand: it is pinned, so that test runs use it. */
export function WriteData({
  first,
  onItems,
  onClose,
}: {
  readonly first: string
  readonly onItems: (items: readonly JsonObject[]) => void
  readonly onClose: () => void
}) {
  const [text, setText] = useState(first === '[]' ? '[\n  { "name": "Ada" }\n]' : first)
  const parsed = readItems(text)
  return (
    <Dialog
      wide
      title="Write its data"
      onClose={onClose}
      foot={
        <>
          <Button size="lg" onClick={onClose}>
            Leave it
          </Button>
          <Button
            size="lg"
            look="go"
            disabled={parsed.items === undefined}
            onClick={() => parsed.items && onItems(parsed.items)}
          >
            Pin {parsed.items ? items(parsed.items.length) : 'items'}
          </Button>
        </>
      }
    >
      <p className={styles.write}>
        A list of objects, one per item. Test runs use it instead of running the node; live runs never do.
      </p>
      <Suspense fallback={<Skeleton rows={4} height={28} />}>
        <CodeArea
          label="Items as JSON"
          language="json"
          text={text}
          readOnly={false}
          bad={parsed.items === undefined}
          onText={setText}
        />
      </Suspense>
      {parsed.problem && <p className={styles.problem}>{parsed.problem}</p>}
    </Dialog>
  )
}

function readItems(text: string): { readonly items?: readonly JsonObject[]; readonly problem?: string } {
  let value: Json
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'This is not JSON yet.' }
  }
  const list = Array.isArray(value) ? value : [value]
  const found = list.filter((one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one))
  return found.length === list.length && found.length > 0
    ? { items: found }
    : { problem: 'Every item is an object: { "name": "value" }.' }
}
