/** The thread that `read-apart.ts` starts: reads one file after the other and answers with what is in it. */
import { flushCompileCache } from 'node:module'
import { parentPort } from 'node:worker_threads'
import { NodeError } from '@millrace/sdk'
import { type Contents, readers } from './readers.ts'

export type Asked = {
  readonly [K in keyof Contents]: {
    readonly kind: K
    readonly bytes: Uint8Array
    readonly options: Contents[K]['options']
  }
}[keyof Contents]

export type Answered = {
  /** Whether the intrinsics are still what they were: only then may the thread read another file. */
  readonly clean: boolean
} & (
  | { readonly ok: true; readonly content: Contents[keyof Contents]['content'] }
  | {
      readonly ok: false
      readonly failure: { readonly message: string; readonly code: string; readonly hint?: string | undefined }
    }
)

async function answer(asked: Asked): Promise<Answered> {
  try {
    const content = await read(asked)
    return { ok: true, content, clean: intrinsics() === before }
  } catch (thrown) {
    return { ok: false, failure: failureOf(thrown), clean: intrinsics() === before }
  }
}

function read(asked: Asked): Promise<Contents[keyof Contents]['content']> {
  switch (asked.kind) {
    case 'calendar':
      return readers.calendar(asked.bytes, asked.options)
    case 'csv':
      return readers.csv(asked.bytes, asked.options)
    case 'image':
      return readers.image(asked.bytes, asked.options)
    case 'pdf':
      return readers.pdf(asked.bytes, asked.options)
    case 'sheet':
      return readers.sheet(asked.bytes, asked.options)
  }
}

function failureOf(thrown: unknown): Extract<Answered, { ok: false }>['failure'] {
  if (thrown instanceof NodeError) return { message: thrown.message, code: thrown.code, hint: thrown.details.hint }
  // What a library stumbles over says nothing to whoever sent the file.
  const isFault = thrown instanceof TypeError || thrown instanceof RangeError || !(thrown instanceof Error)
  const why = isFault ? 'it is damaged, or of another kind' : thrown.message
  return { message: `The file cannot be read: ${why}`, code: 'file_unreadable' }
}

/** The names that every object and every list has. */
function intrinsics(): string {
  return [Object.prototype, Array.prototype, Function.prototype]
    .map((one) => Reflect.ownKeys(one).map(String).join())
    .join('|')
}

const before = intrinsics()

parentPort?.on('message', (asked: Asked) => {
  void answer(asked).then((answered) => parentPort?.postMessage(answered, []))
})

// What was compiled to begin is kept now: a thread that is stopped keeps nothing later.
flushCompileCache()
