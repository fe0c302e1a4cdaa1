import styles from './TypeGlyph.module.css'
import { type Kind, glyphs, kindWords } from './values.ts'

/** The kind of a value, as a sign with a word for readers. */
export function TypeGlyph({ kind }: { readonly kind: Kind }) {
  return (
    <span className={styles.glyph} data-kind={kind} title={kindWords[kind]} aria-label={kindWords[kind]} role="img">
      {glyphs[kind]}
    </span>
  )
}
