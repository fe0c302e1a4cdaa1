import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import {
  Activity,
  ChevronsUpDown,
  KeyRound,
  LayoutTemplate,
  LogOut,
  Monitor,
  Moon,
  Sun,
  Table2,
  Workflow,
} from 'lucide-react'
import { signOut } from '@millrace/api'
import { client, sessionQuery, useSession } from '../api/client.ts'
import { useTheme } from '../look/theme.ts'
import { Mark } from '../parts/Mark.tsx'
import { Menu } from '../parts/Menu.tsx'
import { sayError } from '../parts/toasts.ts'
import styles from './Frame.module.css'

const places = [
  { to: '/', label: 'Workflows', icon: Workflow },
  { to: '/templates', label: 'Templates', icon: LayoutTemplate },
  { to: '/executions', label: 'Executions', icon: Activity },
  { to: '/credentials', label: 'Credentials', icon: KeyRound },
  { to: '/data-tables', label: 'Data tables', icon: Table2 },
] as const

/** The pages around the editor: navigation at the left, one page at the right. */
export function Frame() {
  return (
    <div className={styles.frame}>
      <nav className={styles.nav} aria-label="Main">
        <div className={styles.brand}>
          <Mark />
          <b>Millrace</b>
        </div>
        {places.map(({ to, label, icon: Icon }) => (
          <Link key={to} to={to} activeProps={{ 'data-on': true }} activeOptions={{ exact: to === '/' }} title={label}>
            <Icon size={16} strokeWidth={1.75} />
            <span>{label}</span>
          </Link>
        ))}
        <i />
        <Person />
      </nav>
      <Outlet />
    </div>
  )
}

function Person() {
  const session = useSession()
  const cache = useQueryClient()
  const { theme, choose } = useTheme()
  const user = session?.user
  if (!user) return null
  const name = user.name === '' ? user.email : user.name
  const leave = async () => {
    try {
      await client.call(signOut, {})
      cache.clear()
      await cache.invalidateQueries(sessionQuery)
      location.assign('/')
    } catch (error) {
      sayError('Still signed in', error)
    }
  }
  return (
    <Menu
      side="top"
      align="start"
      trigger={
        <button type="button" className={styles.person}>
          <span aria-hidden>{name.slice(0, 1).toUpperCase()}</span>
          <b>{name}</b>
          <ChevronsUpDown size={14} strokeWidth={1.75} />
        </button>
      }
      groups={[
        [
          { label: 'Like the system', icon: <Monitor size={16} />, on: theme === 'system', do: () => choose('system') },
          { label: 'Light', icon: <Sun size={16} />, on: theme === 'light', do: () => choose('light') },
          { label: 'Dark', icon: <Moon size={16} />, on: theme === 'dark', do: () => choose('dark') },
        ],
        [{ label: 'Sign out', icon: <LogOut size={16} />, do: () => void leave() }],
      ]}
    />
  )
}
