import { beginConsent, CONSENT_CALLBACK, type CredentialForm, getCredential, OAUTH1_CALLBACK } from '@millrace/api'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleDashed } from 'lucide-react'
import { useState } from 'react'
import { client, useSession } from '../api/client.ts'
import { Button } from '../parts/Button.tsx'
import { CopyText } from '../parts/CopyText.tsx'
import styles from './Consent.module.css'

interface ConsentProps {
  /** As it was last stored; undefined: never. */
  readonly stored: CredentialForm | undefined
  /** The protocol of the consent; OAuth2 where it is left out. */
  readonly by: 'oauth1' | undefined
  readonly busy: boolean
  readonly save: () => Promise<CredentialForm>
  readonly attempt: (deed: () => Promise<void>) => void
}

/** How often is looked whether the person is back: the service's pages cut off the window from who opened it. */
const LOOK_MS = 1000

/** A person's way to the service where they consent: the address to register there, and whether they did. */
export function Consent({ stored, by, busy, save, attempt }: ConsentProps) {
  const session = useSession()
  /** What was stored when the person left. */
  const [left, setLeft] = useState<CredentialForm | null>(null)
  const isBack = (now: CredentialForm | undefined) => now?.connected === true && now.updatedAt !== left?.updatedAt
  const back = useQuery({
    queryKey: ['credential', left?.id, 'consent', left?.updatedAt],
    enabled: left !== null,
    queryFn: () => client.call(getCredential, { params: { id: left?.id ?? '' } }),
    refetchInterval: ({ state }) => (isBack(state.data) ? false : LOOK_MS),
    // The person is at the service's window meanwhile.
    refetchIntervalInBackground: true,
    gcTime: 0,
  })
  const returned = left !== null && isBack(back.data)
  const connected = returned || (left ?? stored)?.connected === true
  const waiting = left !== null && !returned

  const connect = () => {
    // At once, while the browser knows that it was the person who pressed.
    const opened = window.open('', '_blank', 'popup,width=560,height=720')
    attempt(async () => {
      try {
        if (!opened) throw new Error('The browser opened no window. Allow windows for this page, then try again.')
        const saved = await save()
        const { url } = await client.call(beginConsent, { body: { id: saved.id } })
        opened.location.href = url
        setLeft(saved)
      } catch (error) {
        opened?.close()
        throw error
      }
    })
  }
  const callback = by === 'oauth1' ? OAUTH1_CALLBACK : CONSENT_CALLBACK
  return (
    <section className={styles.consent} aria-label="Connection">
      <div>
        <span>Callback address, to be registered with the service</span>
        <CopyText text={`${session?.publicUrl ?? ''}${callback}`} label="callback address" />
      </div>
      <div className={styles.state}>
        <p role="status" data-ok={connected || undefined}>
          {connected ? <CircleCheck size={16} /> : <CircleDashed size={16} />}
          {waiting ? 'Waiting for your consent in the other window' : connected ? 'Connected' : 'Not connected'}
        </p>
        <Button disabled={busy} onClick={connect}>
          {connected ? 'Connect again' : 'Connect'}
        </Button>
      </div>
    </section>
  )
}
