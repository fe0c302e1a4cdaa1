/**
 * The conversation of a chat page: sends what is written, shows what is answered, all at once or piece by piece. Texts
 * become nodes here and never markup, whoever wrote them.
 */
const layout = document.querySelector('.chat-layout')
const body = layout.querySelector('.chat-body')
const list = layout.querySelector('.chat-messages-list')
const form = layout.querySelector('form')
const field = form.querySelector('textarea')
const button = form.querySelector('button[type=submit]')
const picker = form.querySelector('input[type=file]')
const chips = form.querySelector('.chat-files')

/** @type {File[]} */
let files = []
let isBusy = false
/** Where the workflow waits for what is said next, if it asked something. @type {string | undefined} */
let question
/** Counts what was said: what is still heard of earlier answers decides nothing. */
let turn = 0

/** @typedef {{ url: string, buttons?: { label: string, url: string, look: string }[], onlyButtons?: boolean }} Question */
/** What was said so far, and by whom. @type {{ from: 'bot' | 'user', text: string, names?: string }[]} */
const conversation = []

const store = conversationStore()
const kept = store.read()
const sessionId = kept?.sessionId ?? session()

/**
 * Keeps the conversation for this window while it is asked something: who loads the page anew can still answer. A
 * browser that keeps nothing begins anew.
 */
function conversationStore() {
  const name = `question ${location.pathname}`
  return {
    /** @returns {{ sessionId: string, conversation: typeof conversation, asked: Question } | undefined} */
    read() {
      try {
        const value = JSON.parse(sessionStorage.getItem(name) ?? 'null')
        return Array.isArray(value?.conversation) && typeof value.asked?.url === 'string' ? value : undefined
      } catch {
        return undefined
      }
    },
    /** @param {Question | undefined} asked */
    write(asked) {
      try {
        if (asked) sessionStorage.setItem(name, JSON.stringify({ sessionId, conversation, asked }))
        else sessionStorage.removeItem(name)
      } catch {
        // It is kept by nobody, then.
      }
    },
  }
}

/** The conversation of this browser with this page; of this window where a browser keeps nothing. */
function session() {
  const name = `chat ${location.pathname}`
  const fresh = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
  if (layout.dataset.remembers === undefined) return fresh
  try {
    const known = localStorage.getItem(name) ?? fresh
    localStorage.setItem(name, known)
    return known
  } catch {
    return fresh
  }
}

/** @param {string} name @param {string} className @param {(Node | string)[]} inside */
function make(name, className, ...inside) {
  const element = document.createElement(name)
  if (className !== '') element.className = className
  element.append(...inside)
  return element
}

/** @param {'bot' | 'user'} from @param {(Node | string)[]} inside */
function addMessage(from, ...inside) {
  const message = make('div', `chat-message chat-message-from-${from}`, ...inside)
  list.append(message)
  body.scrollTop = body.scrollHeight
  return message
}

/** Text with the little markup that assistants write: code, lists, stress, links. @param {string} text */
function nodesOf(text) {
  return text.split(/^```[^\n]*\n([^]*?)(?:^```[^\n]*$|$(?![^]))/m).flatMap((part, i) => {
    if (i % 2 === 1) return make('pre', '', make('code', '', part.trimEnd()))
    return part.split(/\n{2,}/).flatMap((block) => (block.trim() === '' ? [] : blockOf(block.trim())))
  })
}

/** @param {string} block */
function blockOf(block) {
  const lines = block.split('\n')
  if (lines.every((line) => /^\s*[-*•] /.test(line))) return listOf('ul', lines)
  if (lines.every((line) => /^\s*\d+[.)] /.test(line))) return listOf('ol', lines)
  const inside = lines.flatMap((line, i) => {
    const heading = /^#{1,6} +(.*)/.exec(line)
    const nodes = heading ? [make('strong', '', ...inline(heading[1]))] : inline(line)
    return i === 0 ? nodes : [document.createElement('br'), ...nodes]
  })
  return make('p', '', ...inside)
}

/** @param {'ul' | 'ol'} name @param {string[]} lines */
function listOf(name, lines) {
  return make(name, '', ...lines.map((line) => make('li', '', ...inline(line.replace(/^\s*(?:[-*•]|\d+[.)]) /, '')))))
}

const stress =
  /`([^`]+)`|\*\*(.+?)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>()]*[^\s<>().,;:!?])/

/** @param {string} text @returns {(Node | string)[]} */
function inline(text) {
  const found = stress.exec(text)
  if (!found) return text === '' ? [] : [text]
  const [whole, code, strong, em, label, target, bare] = found
  const before = text.slice(0, found.index)
  const after = inline(text.slice(found.index + whole.length))
  return [...(before === '' ? [] : [before]), one(), ...after]

  function one() {
    if (code !== undefined) return make('code', '', code)
    if (strong !== undefined) return make('strong', '', ...inline(strong))
    if (em !== undefined) return make('em', '', ...inline(em))
    const link = make('a', '', label ?? bare)
    link.href = target ?? bare
    link.target = '_blank'
    link.rel = 'noopener noreferrer'
    return link
  }
}

/** What an answer says: of an item its text, of anything else what it is. @param {unknown} value @returns {string} */
function textOf(value) {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return textOf(value[0] ?? '')
  if (typeof value !== 'object' || value === null) return value === undefined ? '' : String(value)
  for (const name of ['output', 'text', 'message']) {
    if (typeof value[name] === 'string') return value[name]
  }
  return Object.keys(value).length === 0 ? '' : `\`\`\`\n${JSON.stringify(value, null, 2)}\n\`\`\``
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    // An answer may be plain text.
    return text
  }
}

/** @param {string} place @param {Record<string, string>} said @param {File[]} attached */
function post(place, said, attached = []) {
  if (attached.length === 0) {
    const headers = { 'content-type': 'application/json' }
    return fetch(place, { method: 'POST', headers, body: JSON.stringify(said) })
  }
  const data = new FormData()
  for (const [name, value] of Object.entries(said)) data.append(name, value)
  for (const file of attached) data.append('files', file)
  return fetch(place, { method: 'POST', body: data })
}

/**
 * Says something where it is asked for. A workflow that has gone on meanwhile asks no more: it is told anew.
 * @param {string | undefined} place @param {Record<string, string>} said @param {File[]} attached
 */
async function reply(place, said, attached) {
  if (place === undefined) return post(location.href, said, attached)
  // What it asked may be here a little before it waits: it says that it is on its way then.
  for (let tries = 0; tries < 50; tries++) {
    const response = await post(place, said, attached)
    if (![404, 409].includes(response.status)) return response
    if (tries >= 5 && !response.headers.has('retry-after')) break
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return post(location.href, said, attached)
}

/** Pieces of an answer, as they come; what is no stream comes as one. @param {Response} response */
async function* piecesOf(response) {
  const decoder = new TextDecoder()
  let rest = ''
  let isStream = false
  for (let reader = response.body.getReader(), at; (at = await reader.read()), !at.done;) {
    rest += decoder.decode(at.value, { stream: true })
    for (let end; (end = rest.indexOf('\n')) !== -1 && (isStream || isPiece(rest.slice(0, end)));) {
      isStream = true
      const piece = parsed(rest.slice(0, end))
      rest = rest.slice(end + 1)
      if (piece.type === 'error') throw new Error(textOf(piece.content))
      yield piece
    }
  }
  if (!isStream) yield { type: 'item', content: parsed(rest) }
}

/** @param {string} line */
function isPiece(line) {
  const value = parsed(line)
  const types = ['begin', 'item', 'end', 'error', 'question']
  return typeof value === 'object' && value !== null && types.includes(value.type)
}

/** A message that is being written. */
function beginMessage() {
  const message = addMessage('bot', make('i', ''), make('i', ''), make('i', ''))
  message.classList.add('chat-typing')
  message.setAttribute('aria-label', 'An answer is being written')
  const said = { from: 'bot', text: '' }
  return {
    isEmpty: () => said.text === '',
    remove: () => message.remove(),
    /** @param {string} piece */
    add(piece) {
      if (said.text === '' && piece !== '') conversation.push(said)
      said.text += piece
      if (said.text === '') return
      message.classList.remove('chat-typing')
      message.removeAttribute('aria-label')
      message.replaceChildren(...nodesOf(said.text))
      body.scrollTop = body.scrollHeight
    },
  }
}

/** @param {string} text @param {File[]} attached */
async function ask(text, attached) {
  const mine = ++turn
  setBusy(true)
  const place = question
  question = undefined
  store.write(undefined)
  let message = beginMessage()
  try {
    const response = await reply(place, { action: 'sendMessage', sessionId, chatInput: text }, attached)
    if (!response.ok) throw new Error(`Status ${response.status}`)
    for await (const piece of piecesOf(response)) {
      if (piece.type === 'begin' && !message.isEmpty()) message = beginMessage()
      if (piece.type === 'item') message.add(textOf(piece.content))
      if (piece.type !== 'question' || mine !== turn) continue
      // Who is asked may answer, though the end of what asked has not come yet.
      if (message.isEmpty()) message.remove()
      takeQuestion(piece)
      setBusy(false)
    }
    if (message.isEmpty()) message.remove()
  } catch {
    // Whoever was asked meanwhile can answer: what is missing behind the question is nothing to try again.
    if (mine !== turn || question !== undefined) {
      if (message.isEmpty()) message.remove()
      return
    }
    message.remove()
    question = place
    if (place !== undefined) store.write({ url: place })
    const again = make('button', 'again', 'Try again')
    const failed = addMessage('bot', 'No answer came.', again)
    failed.classList.add('chat-message-failed')
    again.addEventListener('click', () => {
      if (isBusy) return
      failed.remove()
      void ask(text, attached)
    })
  }
  if (mine === turn) setBusy(false)
}

/** What is said next answers; buttons say what they are labelled. @param {Question} asked */
function takeQuestion(asked) {
  const { url, buttons = [], onlyButtons = false } = asked
  question = here(url)
  if (question !== undefined) store.write(asked)
  if (buttons.length === 0) return
  const choices = make('div', 'chat-choices')
  choices.setAttribute('role', 'group')
  choices.setAttribute('aria-label', 'Answers')
  for (const { label, url: place, look } of buttons) {
    const choice = make('button', look === 'secondary' ? 'choice' : 'choice primary', label)
    choice.type = 'button'
    choice.addEventListener('click', () => {
      if (isBusy) return
      question = here(place)
      say(label)
    })
    choices.append(choice)
  }
  list.append(choices)
  body.scrollTop = body.scrollHeight
  lock(onlyButtons)
}

/**
 * An address of this page's own origin, by whatever name that was reached, where an execution waits. What a workflow
 * answers may be anybody's text: nothing is sent anywhere else for it.
 * @param {string} address
 */
function here(address) {
  const { pathname, search } = new URL(address, location.href)
  return /\/webhook-waiting\/[^/]+\/[^/]+$/.test(pathname) ? `${pathname}${search}` : undefined
}

/** Whether nothing can be written, since a button is to be pressed. @param {boolean} now */
function lock(now) {
  field.disabled = now
  button.disabled = now
}

/** @param {string} text @param {File[]} attached */
function say(text, attached = []) {
  list.querySelector('.chat-choices')?.remove()
  lock(false)
  const names = attached.map(({ name }) => name).join(', ')
  show({ from: 'user', text, names })
  void ask(text, attached)
}

/** @param {(typeof conversation)[number]} said */
function show(said) {
  const { from, text, names = '' } = said
  conversation.push(said)
  const mine = text === '' ? [] : [text]
  addMessage(from, ...(from === 'user' ? mine : nodesOf(text)), ...(names === '' ? [] : [make('div', 'files', names)]))
}

/** @param {boolean} now */
function setBusy(now) {
  isBusy = now
  button.setAttribute('aria-disabled', String(now))
}

function send() {
  const text = field.value.trim()
  if (isBusy || button.disabled || (text === '' && files.length === 0)) return
  const attached = files
  field.value = ''
  files = []
  showFiles()
  fit()
  say(text, attached)
}

function showFiles() {
  chips?.replaceChildren(
    ...files.map((file) => {
      const remove = make('button', '', '×')
      remove.type = 'button'
      remove.setAttribute('aria-label', `Remove ${file.name}`)
      remove.addEventListener('click', () => {
        files = files.filter((one) => one !== file)
        showFiles()
        field.focus()
      })
      return make('li', '', file.name, remove)
    }),
  )
}

/** As many lines as are written. */
function fit() {
  field.rows = Math.min(8, field.value.split('\n').length)
}

/** What was said before, if the page is told. */
async function recall() {
  const response = await post(location.href, { action: 'loadPreviousSession', sessionId })
  const { data } = response.ok ? await response.json() : {}
  if (!Array.isArray(data)) return
  for (const { id, kwargs } of data) {
    const isMine = Array.isArray(id) && id.includes('HumanMessage')
    show({ from: isMine ? 'user' : 'bot', text: textOf(kwargs?.content) })
  }
}

async function begin() {
  if (kept) {
    for (const said of kept.conversation) show(said)
    takeQuestion(kept.asked)
  } else if (layout.dataset.remembers !== undefined) {
    setBusy(true)
    // Without what was said before a conversation begins anew.
    await recall().catch(() => undefined)
    setBusy(false)
  }
  body.scrollTop = body.scrollHeight
  field.focus()
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  send()
})
field.addEventListener('input', fit)
field.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  send()
})
picker?.addEventListener('change', () => {
  files = [...files, ...picker.files]
  picker.value = ''
  showFiles()
  field.focus()
})

const start = layout.querySelector('.chat-start')
function enter() {
  start?.remove()
  body.hidden = false
  layout.querySelector('.chat-footer').hidden = false
  void begin()
}
start?.querySelector('button').addEventListener('click', enter)
if (!start || kept) enter()
