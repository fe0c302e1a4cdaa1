import { useCatalog } from './catalog.ts'
import styles from './Signature.module.css'
import { Tile } from './Tile.tsx'

/** The first tiles of a flow: a workflow is recognised by its shape. */
export function Signature({
  types,
  nodes,
  size = 'xs',
}: {
  readonly types: readonly string[]
  /** How many nodes there are in all. */
  readonly nodes: number
  readonly size?: 'xs' | 'sm'
}) {
  const { byType } = useCatalog()
  const shown = types.slice(0, 5)
  if (shown.length === 0) return null
  return (
    <span
      className={styles.signature}
      data-size={size}
      role="img"
      aria-label={shown.map((type) => byType.get(type)?.name ?? type).join(', ')}
    >
      {shown.map((type, index) => (
        <span key={`${type}${index}`}>
          {index > 0 && <i />}
          <Tile type={byType.get(type)} size={size} />
        </span>
      ))}
      {nodes > shown.length && <small>+{nodes - shown.length}</small>}
    </span>
  )
}
