/**
 * Which mails are meant, as documents write it: a JSON list of rules that must all hold, in the words of IMAP's SEARCH
 * (https://www.rfc-editor.org/rfc/rfc3501#section-6.4.4). `["UNSEEN", ["SUBJECT", "invoice"]]`; an exclamation mark
 * turns a rule around, `["OR", a, b]` is either of two.
 */
import { own, refuse } from '@millrace/sdk'
import type { SearchObject } from 'imapflow'

const flags: Readonly<Record<string, SearchObject>> = {
  ALL: { all: true },
  ANSWERED: { answered: true },
  DELETED: { deleted: true },
  DRAFT: { draft: true },
  FLAGGED: { flagged: true },
  NEW: { new: true },
  OLD: { old: true },
  RECENT: { recent: true },
  SEEN: { seen: true },
  UNANSWERED: { answered: false },
  UNDELETED: { deleted: false },
  UNDRAFT: { draft: false },
  UNFLAGGED: { flagged: false },
  UNSEEN: { seen: false },
}

const texts: Readonly<Record<string, (value: string) => SearchObject>> = {
  BCC: (bcc) => ({ bcc }),
  BODY: (body) => ({ body }),
  CC: (cc) => ({ cc }),
  FROM: (from) => ({ from }),
  KEYWORD: (keyword) => ({ keyword }),
  SUBJECT: (subject) => ({ subject }),
  TEXT: (text) => ({ text }),
  TO: (to) => ({ to }),
  UID: (uid) => ({ uid }),
  UNKEYWORD: (unKeyword) => ({ unKeyword }),
  'X-GM-RAW': (gmraw) => ({ gmraw }),
  BEFORE: (day) => ({ before: dayOf(day) }),
  ON: (day) => ({ on: dayOf(day) }),
  SENTBEFORE: (day) => ({ sentBefore: dayOf(day) }),
  SENTON: (day) => ({ sentOn: dayOf(day) }),
  SENTSINCE: (day) => ({ sentSince: dayOf(day) }),
  SINCE: (day) => ({ since: dayOf(day) }),
  LARGER: (bytes) => ({ larger: numberOf(bytes) }),
  SMALLER: (bytes) => ({ smaller: numberOf(bytes) }),
}

/**
 * Searches whose results are all to be kept in: rules that name the same thing twice do not fit into one.
 * @throws NodeError where the text is no list of rules
 */
export function searchesFor(written: string): readonly SearchObject[] {
  const rules = written.trim() === '' ? [] : parsed(written)
  if (!Array.isArray(rules)) throw wrong('They are no JSON list.')
  const searches: SearchObject[] = []
  for (const rule of rules.map(readRule)) {
    const place = searches.findIndex((one) => Object.keys(rule).every((key) => !Object.hasOwn(one, key)))
    if (place < 0) searches.push(rule)
    else searches[place] = { ...searches[place], ...rule }
  }
  return searches.length === 0 ? [{ all: true }] : searches
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : String(cause))
  }
}

function readRule(rule: unknown): SearchObject {
  const [name, ...values]: readonly unknown[] = Array.isArray(rule) ? rule : [rule]
  if (typeof name !== 'string') throw wrong(`${JSON.stringify(rule)} is no rule.`)
  if (name.startsWith('!')) return { not: readRule([name.slice(1), ...values]) }
  const word = name.toUpperCase()
  const [first, second] = values
  if (word === 'OR' && values.length === 2) return { or: [readRule(first), readRule(second)] }
  if (word === 'HEADER' && values.length > 0) return { header: { [String(first)]: second ? String(second) : true } }
  const flag = values.length === 0 ? own(flags, word) : undefined
  if (flag !== undefined) return flag
  const make = values.length > 0 ? own(texts, word) : undefined
  if (make === undefined) throw wrong(`${JSON.stringify(rule)} is no rule.`)
  return make(values.map(String).join(','))
}

function dayOf(text: string): Date {
  const day = new Date(text)
  if (Number.isNaN(day.getTime())) throw wrong(`"${text}" is no date.`)
  return day
}

function numberOf(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value)) throw wrong(`"${text}" is no number.`)
  return value
}

function wrong(why: string): Error {
  return refuse(`The rules for mails cannot be read: ${why}`, {
    code: 'mail_rules_wrong',
    hint: 'Write a JSON list of rules: ["UNSEEN", ["SUBJECT", "invoice"]].',
    retry: 'no',
  })
}
