import { ApiError, type Session, createOwner, signIn } from '@millrace/api'
import { ArrowRight, Eye, EyeOff, Monitor, Moon, Play, Sun, User, Webhook } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { client, rememberSession } from '../api/client.ts'
import { PlainTile } from '../catalog/Tile.tsx'
import { type Theme, useTheme } from '../look/theme.ts'
import { Button, IconButton } from '../parts/Button.tsx'
import { Input, Labelled } from '../parts/Input.tsx'
import { Mark } from '../parts/Mark.tsx'
import styles from './WelcomePage.module.css'
import { passwordStrength } from './password-strength.ts'

/** The door: the first person becomes the owner, everyone after signs in. */
export function WelcomePage({ session }: { readonly session: Session }) {
  return (
    <main className={styles.page}>
      <div className={styles.left}>
        <div className={styles.brand}>
          <Mark />
          <b>Millrace</b>
        </div>
        {session.setup ? <OwnerForm tokenNeeded={session.setup.tokenNeeded} /> : <SignInForm />}
        <footer className={styles.foot}>
          <span>Millrace {session.version}</span>
          <ThemeButton />
        </footer>
      </div>
      <Picture />
    </main>
  )
}

function OwnerForm({ tokenNeeded }: { readonly tokenNeeded: boolean }) {
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [token, setToken] = useState('')
  const { submit, problem, busy } = useSubmit(async () =>
    client.call(createOwner, {
      body: {
        email,
        password,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(tokenNeeded ? { token: token.trim() } : {}),
      },
    }),
  )
  const strength = passwordStrength(password)
  return (
    <form className={styles.form} onSubmit={submit}>
      <h1>Set up Millrace</h1>
      <p>You are the first one here, so you become the owner. Everything stays on this server.</p>
      <Labelled label="Email" error={problem?.where?.includes('email') ? problem.message : undefined}>
        <Input big type="email" required autoFocus autoComplete="username" value={email} onText={setEmail} />
      </Labelled>
      <Labelled label="Name" aside="optional">
        <Input big autoComplete="name" placeholder="What others see" value={name} onText={setName} />
      </Labelled>
      <Labelled
        label="Password"
        error={problem?.where?.includes('password') ? problem.message : undefined}
        hint={strength.words}
      >
        <PasswordInput value={password} onText={setPassword} autoComplete="new-password" minLength={8} />
        <span className={styles.strength} aria-hidden>
          {[1, 2, 3, 4].map((step) => (
            <i key={step} data-on={strength.steps >= step || undefined} />
          ))}
        </span>
      </Labelled>
      {tokenNeeded && (
        <Labelled
          label="Setup token"
          hint="It is printed in the server's log, because this server can be reached from elsewhere."
        >
          <Input big required value={token} onText={setToken} />
        </Labelled>
      )}
      <FormProblem problem={problem} />
      <Button type="submit" look="go" size="xl" disabled={busy}>
        Create owner and start
        <ArrowRight size={16} strokeWidth={1.75} />
      </Button>
      <p className={styles.aside}>Coming from n8n? Bring your workflows in the next step.</p>
    </form>
  )
}

function SignInForm() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { submit, problem, busy } = useSubmit(async () => client.call(signIn, { body: { email, password } }))
  return (
    <form className={styles.form} onSubmit={submit}>
      <h1>Sign in</h1>
      <p>Welcome back. Your workflows kept running.</p>
      <Labelled label="Email">
        <Input big type="email" required autoFocus autoComplete="username" value={email} onText={setEmail} />
      </Labelled>
      <Labelled label="Password">
        <PasswordInput value={password} onText={setPassword} autoComplete="current-password" />
      </Labelled>
      <FormProblem problem={problem} />
      <Button type="submit" look="go" size="xl" disabled={busy}>
        Sign in
        <ArrowRight size={16} strokeWidth={1.75} />
      </Button>
    </form>
  )
}

function PasswordInput(props: {
  readonly value: string
  readonly onText: (text: string) => void
  readonly autoComplete: string
  readonly minLength?: number
}) {
  const [shown, setShown] = useState(false)
  return (
    <Input
      big
      required
      type={shown ? 'text' : 'password'}
      {...props}
      after={
        <IconButton label={shown ? 'Hide password' : 'Show password'} onClick={() => setShown(!shown)}>
          {shown ? <EyeOff size={16} strokeWidth={1.75} /> : <Eye size={16} strokeWidth={1.75} />}
        </IconButton>
      }
    />
  )
}

interface FormTrouble {
  readonly message: string
  readonly where?: string
  readonly hint?: string
}

function FormProblem({ problem }: { readonly problem: FormTrouble | null }) {
  if (!problem || problem.where?.includes('email') || problem.where?.includes('password')) return null
  return (
    <p className={styles.problem} role="alert">
      {problem.message} {problem.hint}
    </p>
  )
}

function useSubmit(send: () => Promise<Session>) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<FormTrouble | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    send()
      .then(rememberSession)
      .catch((error: unknown) => {
        setProblem(
          error instanceof ApiError
            ? error.problem
            : { message: error instanceof Error ? error.message : 'It did not work. Try again.' },
        )
      })
      .finally(() => setBusy(false))
  }
  return { submit, problem, busy }
}

const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' }

function ThemeButton() {
  const { theme, choose } = useTheme()
  const Icon = theme === 'light' ? Sun : theme === 'dark' ? Moon : Monitor
  return (
    <Button look="ghost" size="sm" onClick={() => choose(nextTheme[theme])} aria-label={`Look: ${theme}. Change it`}>
      <Icon size={14} strokeWidth={1.75} />
      {theme === 'system' ? 'System' : theme === 'light' ? 'Light' : 'Dark'}
    </Button>
  )
}

/** The three first steps, drawn as what they lead to. */
function Picture() {
  return (
    <div className={styles.picture} aria-hidden>
      <svg width="880" height="600" className={styles.channels}>
        <path className={styles.bank} d="M272 28 L286 28 Q302 28 302 44 L302 112 Q302 128 318 128 L332 128" />
        <path className={styles.bed} d="M272 28 L286 28 Q302 28 302 44 L302 112 Q302 128 318 128 L332 128" />
        <path className={styles.bank} d="M548 128 L562 128 Q578 128 578 144 L578 212 Q578 228 594 228 L608 228" />
        <path className={styles.bed} d="M548 128 L562 128 Q578 128 578 144 L578 212 Q578 228 594 228 L608 228" />
        <path className={styles.wet} d="M272 28 L286 28 Q302 28 302 44 L302 90" />
        <path className={styles.water} d="M272 28 L286 28 Q302 28 302 44 L302 90" />
      </svg>
      <Step x={56} y={0} icon={User} category="human" name="Make an owner" text="This page" on />
      <Step x={332} y={100} icon={Webhook} category="trigger" name="Build a webhook" text="Three nodes, two minutes" />
      <Step x={608} y={200} icon={Play} category="flow" name="Watch it run" text="Real data, every step" />
    </div>
  )
}

function Step(props: {
  readonly x: number
  readonly y: number
  readonly icon: typeof User
  readonly category: 'human' | 'trigger' | 'flow'
  readonly name: string
  readonly text: string
  readonly on?: boolean
}) {
  return (
    <div className={styles.step} data-on={props.on || undefined} style={{ left: props.x, top: props.y }}>
      <PlainTile icon={props.icon} category={props.category} />
      <span>
        <b>{props.name}</b>
        <small>{props.text}</small>
      </span>
    </div>
  )
}
