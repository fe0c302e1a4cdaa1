import { iconPath } from '@millrace/api'
import type { NodeDescription } from '@millrace/sdk'
import { CircleHelp, type LucideIcon } from 'lucide-react'
import { type ComponentType, type LazyExoticComponent, Suspense, createElement, lazy } from 'react'
import { commonIcons } from './common-icons.ts'
import styles from './Tile.module.css'

type Size = 'xs' | 'sm' | 'md' | 'lg' | 'touch'

/** A node type's picture on its category's ground. An unknown type gets a question mark. */
export function Tile({
  type,
  size = 'md',
}: {
  readonly type: Pick<NodeDescription, 'type' | 'icon' | 'category'> | undefined
  readonly size?: Size
}) {
  return (
    <span className={styles.tile} data-size={size} data-category={type?.category ?? 'unknown'} aria-hidden>
      {type ? <Picture type={type.type} icon={type.icon} /> : <CircleHelp strokeWidth={1.75} />}
    </span>
  )
}

/** A picture of the interface's own on a tile. */
export function PlainTile({
  icon: Icon,
  category = 'app',
  size = 'md',
}: {
  readonly icon: LucideIcon
  readonly category?: NodeDescription['category'] | 'human' | 'store'
  readonly size?: Size
}) {
  return (
    <span className={styles.tile} data-size={size} data-category={category} aria-hidden>
      <Icon strokeWidth={1.75} />
    </span>
  )
}

function Picture({ type, icon }: { readonly type: string; readonly icon: string }) {
  if (!icon.startsWith('lucide:')) {
    return <i className={styles.own} style={{ maskImage: `url("${iconPath(type)}")` }} />
  }
  const name = icon.slice('lucide:'.length)
  const Common = commonIcons[name]
  if (Common) return <Common strokeWidth={1.75} />
  return <Suspense fallback={null}>{createElement(rareIcon(name))}</Suspense>
}

const rare = new Map<string, LazyExoticComponent<ComponentType>>()

/** Pictures that the first load does without come together in one chunk. */
function rareIcon(name: string): LazyExoticComponent<ComponentType> {
  const known = rare.get(name)
  if (known) return known
  const icon = lazy(async () => {
    const { rareIconNamed } = await import('./rare-icons.ts')
    const Found = rareIconNamed(name) ?? CircleHelp
    return { default: () => <Found strokeWidth={1.75} /> }
  })
  rare.set(name, icon)
  return icon
}
