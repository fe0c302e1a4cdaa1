/**
 * Reads the commonest expressions without the whole grammar: names, members, calls, literals, templates, objects and
 * lists, operators and `? :`.
 *
 * It is a shortcut, not a second grammar. What it accepts, acorn accepts with the same tree, down to every position
 * (`parse-common.test.ts` holds them against each other); whatever it does not know for certain it leaves to acorn by
 * answering null: other characters than plain ASCII outside of texts, escapes, comments, keywords, assignments,
 * functions, patterns, and all that is wrong.
 *
 * Positions: a node that begins with a bracketed part begins at the bracket, and one that ends with such a part ends
 * behind the bracket. So each step hands on where its first token began, and `#end` is where the last one ended.
 */
import type {
  BinaryOperator,
  CallExpression,
  Expression,
  Identifier,
  Literal,
  MemberExpression,
  NewExpression,
  ObjectExpression,
  Property,
  TemplateElement,
  UnaryOperator,
} from 'acorn'

/** The tree of one expression; null when acorn must be asked. */
export function parseCommon(source: string): Expression | null {
  return new CommonParser(source).whole()
}

/** Words that are no plain names, or not everywhere. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'break case catch continue debugger default do else finally for function if return switch throw try var while with ' +
    'null true false instanceof typeof void delete new in this const class extends export import super enum async await ' +
    'yield let static eval arguments implements interface package private protected public of get set'
  ).split(' '),
)

/** Operators with their precedence. All that may begin with these characters and is not here is left to acorn. */
const OPERATORS: Readonly<Record<string, number>> = {
  '??': 1,
  '||': 1,
  '&&': 2,
  '==': 6,
  '!=': 6,
  '===': 6,
  '!==': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
}

const NUMBER = /(?:0|[1-9]\d*)(?:\.\d+)?(?![\w$.\\\u0080-\uffff])/y
const OPERATOR = /[?|&=!<>+\-*/%^~]+/y
/** What a template's text may not hold here: escapes, and line ends that are read as others. */
const ODD = /[\\\r]/

class CommonParser {
  readonly #source: string
  #at = 0
  /** Where the last token ended. */
  #end = 0
  /** `??` beside `||` or `&&` is only allowed in brackets; acorn decides. */
  #coalesces = false
  #decides = false

  constructor(source: string) {
    this.#source = source
  }

  whole(): Expression | null {
    // Read as statements, a brace begins a block.
    if (this.#next() === BRACE_OPEN) return null
    const expression = this.#expression()
    if (expression === null) return null
    if (this.#next() === SEMICOLON) {
      this.#at++
      this.#next()
    }
    return this.#at === this.#source.length && !(this.#coalesces && this.#decides) ? expression : null
  }

  /** Skips blanks; the character that comes next, NaN at the end. */
  #next(): number {
    for (;;) {
      const c = this.#source.charCodeAt(this.#at)
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return c
      this.#at++
    }
  }

  /** Takes a token of one character. */
  #take(c: number): boolean {
    if (this.#next() !== c) return false
    this.#end = ++this.#at
    return true
  }

  #expression(): Expression | null {
    this.#next()
    const start = this.#at
    const left = this.#unary()
    const test = left === null ? null : this.#binary(left, start, 0)
    if (test === null || this.#next() !== QUESTION) return test
    this.#at++
    const consequent = this.#expression()
    if (consequent === null || !this.#take(COLON)) return null
    const alternate = this.#expression()
    if (alternate === null) return null
    return { type: 'ConditionalExpression', start, end: this.#end, test, consequent, alternate }
  }

  #binary(first: Expression, start: number, above: number): Expression | null {
    let left = first
    for (;;) {
      const operator = this.#operator()
      if (operator === null) return null
      const precedence = OPERATORS[operator]
      if (precedence === undefined || precedence <= above) return left
      if (operator === '??') this.#coalesces = true
      if (operator === '||' || operator === '&&') this.#decides = true
      this.#at += operator.length
      this.#next()
      const rightStart = this.#at
      const operand = this.#unary()
      // What stands behind `??` binds as what stands behind `&&`.
      const right = operand === null ? null : this.#binary(operand, rightStart, operator === '??' ? 2 : precedence)
      if (right === null) return null
      const end = this.#end
      left =
        operator === '??' || operator === '||' || operator === '&&'
          ? { type: 'LogicalExpression', start, end, left, operator, right }
          : { type: 'BinaryExpression', start, end, left, operator: operator as BinaryOperator, right }
    }
  }

  /** The operator that comes next, not taken; empty when none does, null when it is one for acorn. */
  #operator(): string | null {
    const c = this.#next()
    // Everything that may follow an expression, but operators and `?`.
    if (c === PAREN_CLOSE || c === BRACKET_CLOSE || c === BRACE_CLOSE || c === COMMA || c === COLON) return ''
    if (c === SEMICOLON || Number.isNaN(c)) return ''
    OPERATOR.lastIndex = this.#at
    const written = OPERATOR.exec(this.#source)?.[0]
    if (written === undefined) return null
    if (written === '?') return ''
    if (OPERATORS[written] !== undefined) return written
    // `a >-1`, `a &&!b`: an operator and what belongs to the operand.
    const shorter = /^(.+?)[!+-]$/.exec(written)?.[1]
    const known = shorter !== undefined && OPERATORS[shorter] !== undefined
    return known && shorter !== '+' && shorter !== '-' && shorter !== '<' ? shorter : null
  }

  #unary(): Expression | null {
    const c = this.#next()
    const start = this.#at
    let operator: UnaryOperator
    if (c === EXCLAMATION) operator = '!'
    else if (c === MINUS) operator = '-'
    else if (c === PLUS) operator = '+'
    else return this.#chain()
    this.#at++
    // `--` and `++` are operators of their own.
    if (operator !== '!' && this.#source.charCodeAt(this.#at) === c) return null
    const argument = this.#unary()
    return argument === null
      ? null
      : { type: 'UnaryExpression', start, end: this.#end, operator, prefix: true, argument }
  }

  /** Something with members and calls behind it. */
  #chain(): Expression | null {
    const start = this.#at
    const first = this.#atom()
    let link: CallExpression | MemberExpression | null = null
    let optional = false
    for (let node = first; node !== null; node = link) {
      const cuts = this.#takeCut()
      if (cuts) optional = true
      const c = this.#next()
      if (c === PAREN_OPEN) link = this.#call(node, start, cuts)
      else if (c === BRACKET_OPEN) link = this.#computed(node, start, cuts)
      else if (cuts) link = this.#named(node, start, true)
      else if (c === DOT) {
        this.#at++
        link = this.#named(node, start, false)
      } else if (c === BACKQUOTE) return null
      else if (optional && link !== null) return { type: 'ChainExpression', start, end: this.#end, expression: link }
      else return node
    }
    return null
  }

  /** Takes `?.`, which is half of `? :` before a digit. */
  #takeCut(): boolean {
    const source = this.#source
    if (this.#next() !== QUESTION || source.charCodeAt(this.#at + 1) !== DOT) return false
    const behind = source.charCodeAt(this.#at + 2)
    if (behind >= 48 && behind <= 57) return false
    this.#at += 2
    return true
  }

  #named(object: Expression, start: number, optional: boolean): MemberExpression | null {
    this.#next()
    const property = this.#name()
    if (property === null) return null
    return { type: 'MemberExpression', start, end: this.#end, object, property, computed: false, optional }
  }

  #computed(object: Expression, start: number, optional: boolean): MemberExpression | null {
    this.#at++
    const property = this.#expression()
    if (property === null || !this.#take(BRACKET_CLOSE)) return null
    return { type: 'MemberExpression', start, end: this.#end, object, property, computed: true, optional }
  }

  #call(callee: Expression, start: number, optional: boolean): CallExpression | null {
    this.#at++
    const list = this.#list(PAREN_CLOSE)
    return list === null ? null : { type: 'CallExpression', start, end: this.#end, callee, arguments: list, optional }
  }

  /** Expressions with commas between them, up to a bracket. */
  #list(close: number): Expression[] | null {
    const list: Expression[] = []
    if (this.#take(close)) return list
    do {
      const element = this.#expression()
      if (element === null) return null
      list.push(element)
    } while (this.#take(COMMA))
    return this.#take(close) ? list : null
  }

  #atom(): Expression | null {
    const c = this.#next()
    if (isNameStart(c)) return this.#word()
    if (c === QUOTE || c === DOUBLE_QUOTE) return this.#text(c)
    if (c >= 48 && c <= 57) return this.#number()
    if (c === PAREN_OPEN) return this.#bracketed()
    if (c === BACKQUOTE) return this.#template()
    if (c === BRACE_OPEN) return this.#object()
    if (c !== BRACKET_OPEN) return null
    const start = this.#at++
    const elements = this.#list(BRACKET_CLOSE)
    return elements === null ? null : { type: 'ArrayExpression', start, end: this.#end, elements }
  }

  #bracketed(): Expression | null {
    this.#at++
    const inner = this.#expression()
    return inner !== null && this.#take(PAREN_CLOSE) ? inner : null
  }

  /** A plain name of any word; null when what stands here is none, or goes on in a way that acorn must read. */
  #name(): Identifier | null {
    const source = this.#source
    const start = this.#at
    if (!isNameStart(source.charCodeAt(start))) return null
    let at = start + 1
    let c = source.charCodeAt(at)
    while (isNameStart(c) || (c >= 48 && c <= 57)) c = source.charCodeAt(++at)
    if (c === BACKSLASH || c > 127) return null
    this.#end = this.#at = at
    return { type: 'Identifier', start, end: at, name: source.slice(start, at) }
  }

  #word(): Expression | null {
    const name = this.#name()
    if (name === null || !WORDS.has(name.name)) return name
    const { start, end } = name
    switch (name.name) {
      case 'true':
      case 'false':
        return { type: 'Literal', start, end, value: name.name === 'true', raw: name.name }
      case 'null':
        return { type: 'Literal', start, end, value: null, raw: 'null' }
      case 'new':
        return this.#construct(start)
      default:
        return null
    }
  }

  /** `new Date(…)`, `new Intl.NumberFormat(…)`: fixed names only. */
  #construct(start: number): NewExpression | null {
    this.#next()
    const calleeStart = this.#at
    const first = this.#name()
    if (first === null || WORDS.has(first.name)) return null
    let callee: Identifier | MemberExpression = first
    while (this.#next() === DOT) {
      this.#at++
      const next = this.#named(callee, calleeStart, false)
      if (next === null) return null
      callee = next
    }
    if (this.#next() !== PAREN_OPEN) return null
    this.#at++
    const list = this.#list(PAREN_CLOSE)
    return list === null ? null : { type: 'NewExpression', start, end: this.#end, callee, arguments: list }
  }

  #text(quote: number): Literal | null {
    const source = this.#source
    const start = this.#at
    const close = source.indexOf(quote === QUOTE ? "'" : '"', start + 1)
    if (close < 0) return null
    const value = source.slice(start + 1, close)
    if (value.includes('\n') || ODD.test(value)) return null
    const end = (this.#end = this.#at = close + 1)
    return { type: 'Literal', start, end, value, raw: source.slice(start, end) }
  }

  #number(): Literal | null {
    const start = this.#at
    NUMBER.lastIndex = start
    const raw = NUMBER.exec(this.#source)?.[0]
    if (raw === undefined) return null
    const end = (this.#end = this.#at = start + raw.length)
    return { type: 'Literal', start, end, value: Number(raw), raw }
  }

  #template(): Expression | null {
    const source = this.#source
    const start = this.#at++
    const expressions: Expression[] = []
    const quasis: TemplateElement[] = []
    for (;;) {
      const from = this.#at
      const close = source.indexOf('`', from)
      if (close < 0) return null
      const hole = source.indexOf('${', from)
      const tail = hole < 0 || hole > close
      const to = tail ? close : hole
      const raw = source.slice(from, to)
      if (ODD.test(raw)) return null
      quasis.push({ type: 'TemplateElement', start: from, end: to, value: { raw, cooked: raw }, tail })
      this.#at = tail ? close + 1 : hole + 2
      if (tail) break
      const expression = this.#expression()
      if (expression === null || !this.#take(BRACE_CLOSE)) return null
      expressions.push(expression)
    }
    this.#end = this.#at
    return { type: 'TemplateLiteral', start, end: this.#end, expressions, quasis }
  }

  /** An object of fixed names and values. */
  #object(): ObjectExpression | null {
    const start = this.#at++
    const properties: Property[] = []
    if (!this.#take(BRACE_CLOSE)) {
      do {
        const property = this.#property()
        if (property === null) return null
        properties.push(property)
      } while (this.#take(COMMA))
      if (!this.#take(BRACE_CLOSE)) return null
    }
    return { type: 'ObjectExpression', start, end: this.#end, properties }
  }

  #property(): Property | null {
    const c = this.#next()
    const start = this.#at
    const key = c === QUOTE || c === DOUBLE_QUOTE ? this.#text(c) : this.#name()
    // Written twice, `__proto__` is wrong; that is acorn's to say.
    if (key === null || (key.type === 'Literal' ? key.value : key.name) === '__proto__') return null
    if (!this.#take(COLON)) return null
    const value = this.#expression()
    if (value === null) return null
    const end = this.#end
    return { type: 'Property', start, end, method: false, shorthand: false, computed: false, key, value, kind: 'init' }
  }
}

const EXCLAMATION = 33
const DOUBLE_QUOTE = 34
const QUOTE = 39
const PAREN_OPEN = 40
const PAREN_CLOSE = 41
const PLUS = 43
const COMMA = 44
const MINUS = 45
const DOT = 46
const COLON = 58
const SEMICOLON = 59
const QUESTION = 63
const BRACKET_OPEN = 91
const BACKSLASH = 92
const BRACKET_CLOSE = 93
const BACKQUOTE = 96
const BRACE_OPEN = 123
const BRACE_CLOSE = 125

function isNameStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 36 || c === 95
}
