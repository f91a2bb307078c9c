import { MathProblem } from './math-problem.ts'

/** A metric math expression, as it is read. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'text'; text: string }
  /** The result of another query. */
  | { kind: 'query'; id: string }
  /** A word that a function knows: `REPEAT`, `AVG`, `DESC`. */
  | { kind: 'word'; word: string }
  | { kind: 'list'; items: readonly Expression[] }
  | { kind: 'call'; name: string; args: readonly Expression[] }
  | { kind: 'minus'; of: Expression }
  | { kind: 'binary'; operator: Operator; left: Expression; right: Expression }

export type Operator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<=' | '>=' | '<' | '>' | 'AND' | 'OR'

/** The loosest first. */
const levels: readonly (readonly Operator[])[] = [['OR'], ['AND'], ['==', '!=', '<=', '>=', '<', '>'], ['+', '-'], ['*', '/']]
const spelled: Record<string, Operator> = { '&&': 'AND', '||': 'OR' }

const token =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<text>"[^"]*"|'[^']*')|(?<sign>&&|\|\||[=!<>]=|[-+*/^<>()[\],]))/y

/** Parentheses, lists and calls within each other. Deeper ones would cost more of the stack than there may be. */
const mostDepth = 50

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 *
 * @throws MathProblem
 */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokensOf(text))
  const expression = parser.expression(0)
  parser.end()
  return expression
}

interface Token {
  kind: 'number' | 'name' | 'text' | 'sign' | 'end'
  text: string
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  token.lastIndex = 0
  while (token.lastIndex < end) {
    const groups = token.exec(text)?.groups
    if (!groups) throw new MathProblem('Invalid syntax')
    const [kind, found] = Object.entries(groups).find(([, part]) => part !== undefined)!
    tokens.push({ kind: kind as Token['kind'], text: found })
  }
  return [...tokens, { kind: 'end', text: '' }]
}

class Parser {
  private at = 0
  private depth = 0
  private readonly tokens: readonly Token[]

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  expression(level: number): Expression {
    const operators = levels[level]
    if (!operators) return this.signed()
    let left = this.expression(level + 1)
    for (let operator = this.operator(operators); operator; operator = this.operator(operators)) {
      left = { kind: 'binary', operator, left, right: this.expression(level + 1) }
    }
    return left
  }

  end(): void {
    if (this.next().kind !== 'end') throw new MathProblem('Invalid syntax')
  }

  private operator(wanted: readonly Operator[]): Operator | undefined {
    const { kind, text } = this.next()
    const operator = spelled[text] ?? (text as Operator)
    if ((kind !== 'sign' && kind !== 'name') || !wanted.includes(operator)) return undefined
    this.at++
    return operator
  }

  private signed(): Expression {
    let signs = 0
    for (; this.takes('-'); signs++);
    const value = this.power()
    return signs % 2 === 0 ? value : { kind: 'minus', of: value }
  }

  private power(): Expression {
    const base = this.primary()
    if (!this.takes('^')) return base
    return this.deeper(() => ({ kind: 'binary', operator: '^', left: base, right: this.signed() }))
  }

  private primary(): Expression {
    const { kind, text } = this.next()
    this.at++
    if (kind === 'number') return { kind: 'number', value: Number(text) }
    if (kind === 'text') return { kind: 'text', text: text.slice(1, -1) }
    if (kind === 'name') {
      if (this.takes('(')) return this.deeper(() => ({ kind: 'call', name: text, args: this.listed(')') }))
      return /^[a-z]/.test(text) ? { kind: 'query', id: text } : { kind: 'word', word: text }
    }
    if (text === '[') return this.deeper(() => ({ kind: 'list', items: this.listed(']') }))
    if (text !== '(') throw new MathProblem('Invalid syntax')
    return this.deeper(() => {
      const inner = this.expression(0)
      this.expect(')')
      return inner
    })
  }

  private listed(end: string): Expression[] {
    const items: Expression[] = []
    if (this.takes(end)) return items
    do items.push(this.expression(0))
    while (this.takes(','))
    this.expect(end)
    return items
  }

  private deeper(read: () => Expression): Expression {
    if (++this.depth > mostDepth) throw new MathProblem(`The expression is nested deeper than ${mostDepth} levels`)
    const expression = read()
    this.depth--
    return expression
  }

  private next(): Token {
    return this.tokens[this.at]!
  }

  private takes(sign: string): boolean {
    const { kind, text } = this.next()
    const isIt = kind === 'sign' && text === sign
    if (isIt) this.at++
    return isIt
  }

  private expect(sign: string): void {
    if (!this.takes(sign)) throw new MathProblem('Invalid syntax')
  }
}

/** The queries that an expression names, and whether it asks for all metrics. */
export function namedIn(expression: Expression): { ids: Set<string>; allMetrics: boolean } {
  const ids = new Set<string>()
  let allMetrics = false
  const pending = [expression]
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'query') ids.add(next.id)
    else if (next.kind === 'list') pending.push(...next.items)
    else if (next.kind === 'minus') pending.push(next.of)
    else if (next.kind === 'binary') pending.push(next.left, next.right)
    else if (next.kind === 'call') {
      allMetrics ||= next.name === 'METRICS'
      pending.push(...next.args)
    }
  }
  return { ids, allMetrics }
}
