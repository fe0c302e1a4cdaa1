import type { ServerResponse } from 'node:http'
import type { Json } from '@millrace/sdk'
import { sandboxPolicy } from './write-answer.ts'

/** An answer that leaves line by line, each a JSON value, while the execution runs. */
export class StreamedAnswer {
  readonly #response: ServerResponse
  readonly #headers: Readonly<Record<string, string>>
  begun = false

  constructor(response: ServerResponse, headers: Readonly<Record<string, string>>) {
    this.#response = response
    this.#headers = headers
  }

  /** A caller that is gone, or reads too slowly for what is buffered already, misses the line: the run goes on. */
  write(value: Json): void {
    if (this.#response.destroyed || this.#response.writableLength > 16_777_216) return
    if (!this.begun) this.#begin()
    this.#response.write(`${JSON.stringify(value)}\n`)
  }

  end(): void {
    if (!this.#response.destroyed) this.#response.end()
  }

  #begin(): void {
    this.begun = true
    this.#response.writeHead(200, {
      ...this.#headers,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      'content-security-policy': sandboxPolicy,
      'x-content-type-options': 'nosniff',
    })
  }
}
