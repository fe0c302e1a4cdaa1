import { Search } from 'lucide-react'
import { useCallback, useRef } from 'react'
import { Input } from '../parts/Input.tsx'
import { Kbd } from '../parts/Kbd.tsx'
import page from './Page.module.css'
import { usePageKey } from './usePageKey.ts'

/** What a page's list is searched by; `/` goes there. */
export function PageSearch({
  label,
  placeholder,
  value,
  onText,
}: {
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onText: (text: string) => void
}) {
  const box = useRef<HTMLInputElement>(null)
  usePageKey(
    '/',
    useCallback(() => box.current?.focus(), []),
  )
  return (
    <div className={page.filters}>
      <Input
        ref={box}
        className={page.search}
        before={<Search size={16} strokeWidth={1.75} />}
        after={<Kbd keys="/" />}
        placeholder={placeholder}
        aria-label={label}
        value={value}
        onText={onText}
      />
    </div>
  )
}
