import type { NodeDescription } from '@millrace/sdk'
import { CornerDownRight, Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useCatalog, useCredentialTypes } from '../catalog/catalog.ts'
import { type Found, findNodes } from '../catalog/find.ts'
import { Tile } from '../catalog/Tile.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Empty } from '../parts/Empty.tsx'
import { Kbd } from '../parts/Kbd.tsx'
import { commandDown } from '../parts/keys.ts'
import styles from './NodeSearch.module.css'
import { type Searching, useDocument, useUi, useWorkbench } from './workbench.ts'

/** Opens with Tab, `+`, or a channel dropped on the canvas. */
export function NodeSearch() {
  const searching = useUi((state) => state.searching)
  return searching && <Finder searching={searching} />
}

function Finder({ searching }: { readonly searching: Searching }) {
  const { ui, commands } = useWorkbench()
  const catalog = useCatalog()
  const nodes = useDocument((state) => state.workflow.nodes)
  const [query, setQuery] = useState(searching.query ?? '')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const found = useMemo(
    () => findNodes(catalog.nodes, query, intentOf(searching, nodes.size)),
    [catalog, query, searching, nodes.size],
  )
  const chosen = found[Math.min(at, found.length - 1)]

  const close = () => ui.getState().set({ searching: null })
  const add = (type: NodeDescription, open: boolean) => {
    const id = commands.add(type, searching)
    ui.getState().set({ searching: null, ...(open ? { openNode: id, openField: null } : {}) })
  }
  const onKey = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setAt((before) => Math.max(0, Math.min(found.length - 1, before + (event.key === 'ArrowDown' ? 1 : -1))))
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault()
      add(chosen.type, commandDown(event))
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      close()
    }
  }
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  })

  return (
    <div className={styles.scrim} onPointerDown={(event) => event.target === event.currentTarget && close()}>
      <div className={styles.finder} role="dialog" aria-label="Add a node" onKeyDown={onKey}>
        <label className={styles.query}>
          <Search size={20} strokeWidth={1.75} />
          <input
            autoFocus
            role="combobox"
            aria-expanded
            aria-controls="found-nodes"
            aria-label="Find a node"
            placeholder={searching.triggers ? 'What starts it?' : 'What should happen?'}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value)
              setAt(0)
            }}
          />
          <Where searching={searching} />
        </label>
        <div className={styles.two}>
          <div ref={list} id="found-nodes" className={styles.results} role="listbox" aria-label="Nodes">
            {found.length === 0 && <NothingFound query={query} use={(type) => add(type, true)} />}
            {found.map((entry, index) => (
              <Option
                key={entry.type.type}
                entry={entry}
                heading={index === 0 || found[index - 1]?.group !== entry.group ? entry.group : undefined}
                on={entry === chosen}
                onHover={() => setAt(index)}
                onChoose={(open) => add(entry.type, open)}
              />
            ))}
          </div>
          {chosen && <About type={chosen.type} />}
        </div>
        <Keys />
      </div>
    </div>
  )
}

function Keys() {
  return (
    <footer className={styles.foot}>
      <span>
        <Kbd keys="↵" />
        Add
      </span>
      <span>
        <Kbd keys="⌘ ↵" />
        Add and open
      </span>
      <span>
        <Kbd keys="Esc" />
        Close
      </span>
      <code>is:trigger in:flow in:data in:ai</code>
    </footer>
  )
}

function intentOf(searching: Searching, size: number): 'start' | 'next' | 'attach' {
  if (searching.into) return 'attach'
  if (searching.after || searching.edge !== undefined) return 'next'
  return searching.triggers || size === 0 ? 'start' : 'next'
}

function Where({ searching }: { readonly searching: Searching }) {
  const nodes = useDocument((state) => state.workflow.nodes)
  const from = searching.after ?? searching.into
  const name = from && nodes.get(from.node)?.name
  if (name === undefined) return null
  return (
    <Chip tone="race">
      <CornerDownRight size={12} strokeWidth={2} />
      {searching.into ? `for “${name}”` : `after “${name}”`}
    </Chip>
  )
}

function Option(props: {
  readonly entry: Found
  readonly heading: string | undefined
  readonly on: boolean
  readonly onHover: () => void
  readonly onChoose: (open: boolean) => void
}) {
  const { entry, heading, on } = props
  return (
    <>
      {heading !== undefined && <h4 role="presentation">{heading}</h4>}
      <div
        role="option"
        aria-selected={on}
        tabIndex={-1}
        className={styles.option}
        onPointerMove={props.onHover}
        onClick={(event) => props.onChoose(commandDown(event))}
      >
        <Tile type={entry.type} size="sm" />
        <b>
          {entry.marks.map(({ text, hit }, index) =>
            hit ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
          )}
        </b>
        <small>{entry.aside}</small>
      </div>
    </>
  )
}

function About({ type }: { readonly type: NodeDescription }) {
  const credentialTypes = useCredentialTypes()
  const needs = [...new Set(type.credentials.flatMap((use) => credentialTypes.get(use.type)?.name ?? []))]
  return (
    <aside className={styles.about}>
      <header>
        <Tile type={type} />
        <div>
          <h3>{type.name}</h3>
          <small>{type.type}</small>
        </div>
      </header>
      <p>{type.about}</p>
      {needs.length > 0 && (
        <div>
          <h5>May use</h5>
          <div className={styles.chips}>
            {needs.slice(0, 6).map((name) => (
              <Chip key={name} tone="line">
                {name}
              </Chip>
            ))}
            {needs.length > 6 && <Chip tone="line">+{needs.length - 6}</Chip>}
          </div>
        </div>
      )}
      {type.outputs.length > 1 && (
        <div>
          <h5>Leaves by</h5>
          <div className={styles.chips}>
            {type.outputs.map((rule, index) => (
              <Chip key={index}>{rule.label ?? `Output ${index + 1}`}</Chip>
            ))}
          </div>
        </div>
      )}
    </aside>
  )
}

function NothingFound({ query, use }: { readonly query: string; readonly use: (type: NodeDescription) => void }) {
  const { byType } = useCatalog()
  const http = byType.get('httpRequest')
  const code = byType.get('code')
  return (
    <Empty
      icon={<Search size={16} />}
      title={`No node for “${query}”`}
      actions={
        <>
          {http && <Button onClick={() => use(http)}>Use {http.name}</Button>}
          {code && <Button onClick={() => use(code)}>Write code</Button>}
        </>
      }
    >
      Any service with a web address can be called without a node of its own.
    </Empty>
  )
}
