import type { BinaryData } from './item.ts'

/**
 * Pages for visitors, described: the server draws them, under a policy of its own. Every text is text, whatever it
 * holds, but where a member is called markup: that is cleaned, and loads nothing from elsewhere.
 */
export type Page = FormPage | EndPage | LeavePage | ChatPage

interface PageFrame {
  /** What the tab is called. */
  readonly title: string
  readonly heading: string
  /** The author's rules for its look. */
  readonly css?: string
  /** Whether it says what it was made with. */
  readonly attribution: boolean
}

/** A form; its fields are submitted as `field-` and their place, counted over all of them. */
export interface FormPage extends PageFrame {
  readonly kind: 'form'
  readonly markup: string
  readonly fields: readonly FormField[]
  readonly button: string
  /** What takes the place of the form once it was taken, where that is known before. */
  readonly ending?: EndPage | LeavePage
  /** What is wrong with what was submitted. */
  readonly problems?: readonly FormProblem[]
}

export type FormField =
  | (AskedField & {
      readonly kind: 'line'
      readonly type: 'text' | 'number' | 'email' | 'password' | 'date'
      readonly value: string
      readonly placeholder: string
    })
  | (AskedField & { readonly kind: 'lines'; readonly value: string; readonly placeholder: string })
  | (AskedField & { readonly kind: 'dropdown'; readonly options: readonly string[]; readonly value: string })
  | (AskedField & {
      readonly kind: 'choices'
      /** Whether more than one may be chosen, and how many must and may be. */
      readonly several: boolean
      readonly atLeast: number
      readonly atMost: number | null
      readonly options: readonly string[]
      readonly values: readonly string[]
    })
  | (AskedField & { readonly kind: 'files'; readonly several: boolean; readonly accept: string })
  | { readonly kind: 'hidden'; readonly value: string }
  /** Shown, not asked; `submitted` where it is a part of what is submitted. */
  | { readonly kind: 'markup'; readonly markup: string; readonly submitted: boolean }

interface AskedField {
  readonly label: string
  readonly required: boolean
}

export interface FormProblem {
  /** The place of the field. */
  readonly field: number
  readonly message: string
}

/** What is left to say. Without a heading it is the author's page alone. */
export interface EndPage extends PageFrame {
  readonly kind: 'end'
  readonly markup: string
  /** The sign above it: all is well, something is not, or something goes on. */
  readonly tone?: 'good' | 'bad' | 'busy'
  /** Files to take along. */
  readonly files?: readonly BinaryData[]
}

/** The visitor goes on at another address. */
export interface LeavePage {
  readonly kind: 'leave'
  readonly title: string
  readonly url: string
}

/**
 * A conversation. Each message is posted to the page's own address as `chatInput`, beside a `sessionId` and the
 * `action` `sendMessage`; the answer is the first item's `output` or `text`, a text, or a stream of pieces.
 */
export interface ChatPage extends PageFrame {
  readonly kind: 'chat'
  readonly subtitle: string
  /** What it says first. */
  readonly greetings: readonly string[]
  readonly placeholder: string
  /** The label of the button that begins it; left out, it begins by itself. */
  readonly start?: string
  /** Which files may be sent along, as browsers know kinds (`image/*`); left out, none. */
  readonly accept?: string
  /** Whether it is asked for earlier messages first, with the action `loadPreviousSession`. */
  readonly remembers: boolean
}
