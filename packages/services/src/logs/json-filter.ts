import { compareText, compileExpression, invalidFilter, type LogFilter } from './filter-comparison.ts'

type Test = (document: unknown) => boolean

const token = /\s*(\|\||&&|\(|\)|\$(?:\.[\w-]+|\["[^"]*"\]|\[\d+\])+|!=|<=|>=|=|<|>|"(?:[^"\\]|\\.)*"|%[^%]*%|[^\s()|&=<>!"]+)/y

/** `{ $.level = "ERROR" && ($.count > 3 || $.user NOT EXISTS) }`. @throws ApiError InvalidParameterException */
export function compileJsonFilter(text: string): LogFilter {
  if (!text.endsWith('}')) throw invalidFilter(text)
  const parser = new Parser(tokensOf(text.slice(1, -1), text), text)
  const test = parser.parse()
  return message => {
    // Most lines of most groups are no JSON.
    if (!message.trimStart().startsWith('{') && !message.trimStart().startsWith('[')) return false
    try {
      return test(JSON.parse(message))
    } catch {
      return false
    }
  }
}

function tokensOf(body: string, pattern: string): string[] {
  const tokens: string[] = []
  token.lastIndex = 0
  const end = body.trimEnd().length
  while (token.lastIndex < end) {
    const match = token.exec(body)
    if (!match) throw invalidFilter(pattern)
    tokens.push(match[1]!)
  }
  return tokens
}

/** or := and ('||' and)* ; and := factor ('&&' factor)* ; factor := '(' or ')' | condition. */
class Parser {
  private readonly tokens: string[]
  private readonly pattern: string
  private at = 0
  private depth = 0

  constructor(tokens: string[], pattern: string) {
    this.tokens = tokens
    this.pattern = pattern
  }

  parse(): Test {
    const test = this.either()
    if (this.at < this.tokens.length) throw invalidFilter(this.pattern)
    return test
  }

  private either(): Test {
    const tests = [this.both()]
    while (this.accept('||')) tests.push(this.both())
    return tests.length === 1 ? tests[0]! : document => tests.some(test => test(document))
  }

  private both(): Test {
    const tests = [this.factor()]
    while (this.accept('&&')) tests.push(this.factor())
    return tests.length === 1 ? tests[0]! : document => tests.every(test => test(document))
  }

  private factor(): Test {
    if (!this.accept('(')) return this.condition()
    if (++this.depth > 100) throw invalidFilter(this.pattern)
    const test = this.either()
    if (!this.accept(')')) throw invalidFilter(this.pattern)
    this.depth--
    return test
  }

  private condition(): Test {
    const selector = this.next()
    if (!selector.startsWith('$')) throw invalidFilter(this.pattern)
    const select = selectorOf(selector)
    const operator = this.next()
    if (operator === 'IS') {
      const wanted = this.next()
      const values: Record<string, unknown> = { NULL: null, TRUE: true, FALSE: false }
      if (!Object.hasOwn(values, wanted)) throw invalidFilter(this.pattern)
      return document => select(document) === values[wanted]
    }
    if (operator === 'NOT') {
      if (this.next() !== 'EXISTS') throw invalidFilter(this.pattern)
      return document => select(document) === undefined
    }
    if (!['=', '!=', '<', '<=', '>', '>='].includes(operator)) throw invalidFilter(this.pattern)
    return this.comparison(select, operator, this.next())
  }

  private comparison(select: (document: unknown) => unknown, operator: string, raw: string): Test {
    if (raw.startsWith('%')) {
      const matches = compileExpression(raw.slice(1, -1), this.pattern)
      return document => {
        const value = select(document)
        return typeof value === 'string' && matches(value) === (operator === '=')
      }
    }
    const wanted = raw.startsWith('"') ? raw.slice(1, -1).replace(/\\(.)/g, '$1') : raw
    return document => {
      const value = select(document)
      return (typeof value === 'string' || typeof value === 'number') && compareText(String(value), operator, wanted)
    }
  }

  private next(): string {
    const found = this.tokens[this.at++]
    if (found === undefined) throw invalidFilter(this.pattern)
    return found
  }

  private accept(wanted: string): boolean {
    if (this.tokens[this.at] !== wanted) return false
    this.at++
    return true
  }
}

function selectorOf(text: string): (document: unknown) => unknown {
  const steps = [...text.matchAll(/\.([\w-]+)|\["([^"]*)"\]|\[(\d+)\]/g)].map(([, name, quoted, index]) => name ?? quoted ?? index ?? '')
  return document => {
    let value = document
    for (const step of steps) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
      value = (value as Record<string, unknown>)[step]
    }
    return value
  }
}
