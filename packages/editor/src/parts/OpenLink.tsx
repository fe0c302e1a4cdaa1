import { ExternalLink } from 'lucide-react'
import buttons from './Button.module.css'

/** An address that a browser can go to, in a tab of its own. `before` is done first, where the address needs it. */
export function OpenLink({
  address,
  label,
  before,
}: {
  readonly address: string
  readonly label: string
  readonly before?: () => Promise<void>
}) {
  return (
    <a
      className={buttons.button}
      data-look="plain"
      data-size="sm"
      href={address}
      target="_blank"
      rel="noreferrer"
      aria-label={`Open ${label}`}
      onClick={(event) => {
        if (!before) return
        event.preventDefault()
        void before().then(() => window.open(address, '_blank', 'noreferrer'))
      }}
    >
      <ExternalLink size={14} strokeWidth={1.75} />
      Open
    </a>
  )
}

/** Whether a browser that goes there asks for what the address answers: parts to be filled in are for programs. */
export function canBeOpened({ methods, url }: { readonly methods: readonly string[]; readonly url: string }): boolean {
  return methods.includes('GET') && !/\/:/.test(url.replace(/^\w+:\/\//, ''))
}
