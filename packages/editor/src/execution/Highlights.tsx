import styles from './Highlights.module.css'

/** What a workflow noted of its run: scores of an evaluation, the customer it was about. */
export function Highlights({ data }: { readonly data: Readonly<Record<string, string>> }) {
  const noted = Object.entries(data)
  if (noted.length === 0) return null
  return (
    <dl className={styles.highlights} aria-label="Highlighted data">
      {noted.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd title={value}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
