import { validationError } from '../values/attribute-value.ts'

export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression'

interface Token {
  text: string
  start: number
  end: number
}

/** An expression's tokens, read from left to right. Every `take` throws DynamoDB's syntax error where another token stands. */
export interface TokenStream {
  readonly kind: ExpressionKind
  /** The next token's text; `undefined` at the end. */
  peek(ahead?: number): string | undefined
  next(): string
  /** Takes the next token when it is that symbol or, in any case of letters, that word. */
  skip(expected: string): boolean
  take(expected: string): void
  mustEnd(): void
  /** The syntax error at the next token. */
  unexpected(): Error
}

const TOKEN = /\s*(<>|<=|>=|[=<>(),.[\]+-]|#[A-Za-z0-9_]*|:[A-Za-z0-9_]*|[A-Za-z_][A-Za-z0-9_]*|\d+)/y
/** AWS's limit on the length of an expression, in bytes. */
const LONGEST = 4_096
/** AWS's limit on operators and functions in one expression. */
const MOST_TOKENS = 4_096

export function tokenStream(kind: ExpressionKind, text: string): TokenStream {
  if (text.trim() === '') throw validationError(`Invalid ${kind}: The expression can not be empty;`)
  const size = Buffer.byteLength(text)
  if (size > LONGEST)
    throw validationError(`Invalid ${kind}: Expression size has exceeded the maximum allowed size; expression size: ${size}`)
  const tokens = tokensOf(kind, text)
  let at = 0
  const is = (expected: string): boolean => tokens[at]?.text.toLowerCase() === expected.toLowerCase()
  const stream: TokenStream = {
    kind,
    peek: (ahead = 0) => tokens[at + ahead]?.text,
    next() {
      const token = tokens[at]
      if (!token) throw stream.unexpected()
      at++
      return token.text
    },
    skip(expected) {
      if (!is(expected)) return false
      at++
      return true
    },
    take(expected) {
      if (!stream.skip(expected)) throw stream.unexpected()
    },
    mustEnd() {
      if (at < tokens.length) throw stream.unexpected()
    },
    unexpected: () => {
      const from = tokens[Math.max(at - 1, 0)]?.start ?? 0
      const to = tokens[Math.min(at + 1, tokens.length - 1)]?.end ?? text.length
      return syntaxError(kind, tokens[at]?.text ?? '<EOF>', text.slice(from, to))
    },
  }
  return stream
}

function tokensOf(kind: ExpressionKind, text: string): Token[] {
  const tokens: Token[] = []
  let end = 0
  while (end < text.trimEnd().length) {
    TOKEN.lastIndex = end
    const found = TOKEN.exec(text)
    if (!found) {
      const start = end + (text.slice(end).length - text.slice(end).trimStart().length)
      throw syntaxError(kind, text[start] ?? '', text.slice(tokens.at(-1)?.start ?? start, start + 2))
    }
    end = TOKEN.lastIndex
    tokens.push({ text: found[1]!, start: end - found[1]!.length, end })
  }
  if (tokens.length > MOST_TOKENS) throw validationError(`Invalid ${kind}: The expression contains too many operators and functions`)
  return tokens
}

function syntaxError(kind: ExpressionKind, token: string, near: string): Error {
  return validationError(`Invalid ${kind}: Syntax error; token: "${token}", near: "${near}"`)
}
