import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import styles from './CopyText.module.css'

/** A text people carry elsewhere: an address, an id. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1600)
  }
  return (
    <button type="button" className={styles.copy} aria-label={`Copy ${label}`} title={text} onClick={() => void copy()}>
      <code>{text}</code>
      {copied ? <Check size={14} strokeWidth={2} /> : <Copy size={14} strokeWidth={1.75} />}
    </button>
  )
}
