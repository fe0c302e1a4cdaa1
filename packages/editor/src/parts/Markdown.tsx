import { Suspense, lazy } from 'react'
import styles from './Markdown.module.css'

const Rendered = lazy(async () => {
  const { MarkdownText } = await import('./MarkdownText.tsx')
  return { default: MarkdownText }
})

/** Safe Markdown. The renderer comes with the first text that needs it; until then the words stand plain. */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <div className={styles.text}>
      <Suspense fallback={<p>{text}</p>}>
        <Rendered text={text} />
      </Suspense>
    </div>
  )
}
