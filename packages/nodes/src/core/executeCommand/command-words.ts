/**
 * A command line as a program and its arguments, without a shell. Only what the author wrote is taken apart; what an
 * expression gives is a piece of one argument, whatever is in it. So data cannot become a command.
 */
import { type Mode, splitTemplate } from '@millrace/expression'
import { refuse } from '@millrace/sdk'

type Words = [program: string, ...args: string[]]

/** What has a meaning to a shell outside of quotes, and in double quotes. */
const shellSigns = '|&;<>()$`*?[]{}~#!\n'
const quotedSigns = '$`'

/**
 * The words of a command line.
 * @param line as it is stored: with `=` in front where there are expressions in it
 * @param evaluate gives what a block with its braces comes to
 * @param mode how the workflow's expressions are read
 * @throws NodeError where it needs a shell, or has no program in it
 */
export function commandWords(line: string, evaluate: (block: string) => unknown, mode: Mode = 'n8n'): Words {
  const reader = new WordReader()
  if (line.startsWith('=')) {
    const text = line.slice(1)
    const parts = splitTemplate(text, mode)
    if (parts.every((part) => part.kind !== 'text' || part.text.trim() === '')) throw fromData()
    for (const part of parts) {
      if (part.kind === 'text') reader.readText(part.text)
      else reader.add(shown(evaluate(`{{${text.slice(part.range.start, part.range.end)}}}`)))
    }
  } else reader.readText(line)
  return reader.words()
}

class WordReader {
  private readonly finished: string[] = []
  private word: string | undefined
  private quote: '"' | "'" | undefined

  add(text: string): void {
    this.word = (this.word ?? '') + text
  }

  readText(given: string): void {
    const text = this.finished.length === 0 && this.word === undefined ? given.trimStart() : given
    for (let at = 0; at < text.length; at++) {
      const letter = text[at] ?? ''
      if (letter === '\\' && this.quote !== "'") {
        at += 1
        this.escaped(text[at])
      } else if (this.quote !== undefined) this.quoted(letter, this.quote)
      else this.plain(letter, text.slice(at))
    }
  }

  words(): Words {
    if (this.quote !== undefined) throw wrong(`A quotation that begins with ${this.quote} does not end.`)
    this.endWord()
    const [program, ...args] = this.finished
    if (program === undefined || program === '') throw wrong('There is no command.')
    return [program, ...args]
  }

  private escaped(next: string | undefined): void {
    if (next === undefined) throw wrong('The command ends with a backslash.')
    if (next === '\n') return
    this.add(this.quote === undefined || '$`"\\'.includes(next) ? next : `\\${next}`)
  }

  private quoted(letter: string, quote: '"' | "'"): void {
    if (letter === quote) this.quote = undefined
    else if (quote === '"' && quotedSigns.includes(letter)) throw needsShell(letter)
    else this.add(letter)
  }

  private plain(letter: string, rest: string): void {
    if (letter === '"' || letter === "'") {
      this.quote = letter
      this.add('')
    } else if (letter === ' ' || letter === '\t' || rest.trim() === '') this.endWord()
    else if (shellSigns.includes(letter)) throw needsShell(letter)
    else this.add(letter)
  }

  private endWord(): void {
    if (this.word !== undefined) this.finished.push(this.word)
    this.word = undefined
  }
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function wrong(message: string): Error {
  return refuse(message, { code: 'command_wrong', retry: 'no' })
}

function needsShell(sign: string): Error {
  const name = sign === '\n' ? 'A second line' : `"${sign}"`
  return refuse(`${name} needs a shell, which nodes may not use on this server.`, {
    code: 'shell_closed',
    hint: 'Put it in quotes if it is meant as it is. An administrator allows the shell with MILLRACE_COMMANDS=shell.',
    retry: 'no',
  })
}

function fromData(): Error {
  return refuse('The whole command comes out of data, which only a shell can take apart.', {
    code: 'shell_closed',
    hint: 'Write the program in the node, and its arguments as expressions: convert {{ $json.file }} out.png',
    retry: 'no',
  })
}
