// biome-ignore lint/style/noRestrictedImports: arithmetic on addresses, no socket
import { BlockList, isIP } from 'node:net'

/** One element of a field's list: a literal or an operator. */
export type Matcher = (value: unknown) => boolean

/** A pattern that cannot be compiled; the message says why, in AWS's manner. */
export class PatternError extends Error {
  /** Names that lead to what is wrong, where that is a whole field. */
  readonly path: readonly string[] | undefined

  constructor(message: string, path?: readonly string[]) {
    super(message)
    this.path = path
  }
}

/** Asks for a field that is not there. */
export const absent: unique symbol = Symbol('absent')

/**
 * Content filtering of EventBridge and SNS: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html.
 * Values are typed: 1 is not "1", and null is not "".
 * @throws PatternError
 */
export function compileMatcher(matcher: unknown): Matcher {
  if (typeof matcher !== 'object' || matcher === null) return value => value === matcher
  const entries = Object.entries(matcher)
  const [entry] = entries
  if (Array.isArray(matcher) || entry === undefined || entries.length > 1)
    throw new PatternError('Only one key allowed in match expression')
  const [operator, argument] = entry
  const compile = Object.hasOwn(operators, operator) ? operators[operator] : undefined
  if (!compile) throw new PatternError(`Unrecognized match type ${operator}`)
  return compile(argument)
}

const operators: Record<string, (argument: unknown) => Matcher> = {
  prefix: argument => affix('prefix', argument, (text, part) => text.startsWith(part)),
  suffix: argument => affix('suffix', argument, (text, part) => text.endsWith(part)),
  'equals-ignore-case': argument => {
    const wanted = text('equals-ignore-case', argument).toLowerCase()
    return value => typeof value === 'string' && value.toLowerCase() === wanted
  },
  wildcard: argument => {
    const matches = wildcard(text('wildcard', argument))
    return value => typeof value === 'string' && matches(value)
  },
  'anything-but': anythingBut,
  numeric,
  cidr,
  exists: argument => {
    if (typeof argument !== 'boolean') throw new PatternError('exists match pattern must be either true or false.')
    return value => (value !== absent) === argument
  },
}

function text(operator: string, argument: unknown): string {
  if (typeof argument !== 'string') throw new PatternError(`${operator} match pattern must be a string`)
  return argument
}

function affix(name: string, argument: unknown, fits: (text: string, part: string) => boolean): Matcher {
  if (typeof argument === 'object' && argument !== null && 'equals-ignore-case' in argument) {
    const part = text(name, argument['equals-ignore-case']).toLowerCase()
    return value => typeof value === 'string' && fits(value.toLowerCase(), part)
  }
  const part = text(name, argument)
  return value => typeof value === 'string' && fits(value, part)
}

/** A value, several, or an operator of which none may fit. */
function anythingBut(argument: unknown): Matcher {
  if (typeof argument === 'object' && argument !== null && !Array.isArray(argument)) {
    const [entry] = Object.entries(argument)
    if (entry === undefined || !['prefix', 'suffix', 'wildcard', 'equals-ignore-case'].includes(entry[0])) {
      throw new PatternError(`Unsupported anything-but pattern: ${entry?.[0] ?? ''}`)
    }
    const [operator, operand] = entry
    const alternatives = (Array.isArray(operand) ? operand : [operand]).map(item => compileMatcher({ [operator]: item }))
    return value => value !== absent && !alternatives.some(fits => fits(value))
  }
  const literals: unknown[] = Array.isArray(argument) ? argument : [argument]
  if (literals.length === 0 || !literals.every(item => ['string', 'number'].includes(typeof item))) {
    throw new PatternError('Inside anything but list, start|null|boolean is not supported.')
  }
  return value => value !== absent && !literals.includes(value)
}

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
}

function numeric(argument: unknown): Matcher {
  if (!Array.isArray(argument) || argument.length === 0 || argument.length > 4 || argument.length % 2 > 0) {
    throw new PatternError('Invalid member in numeric match')
  }
  const tests: ((value: number) => boolean)[] = []
  for (let at = 0; at < argument.length; at += 2) {
    const compare = comparisons[String(argument[at])]
    const bound: unknown = argument[at + 1]
    if (!compare) throw new PatternError(`Unrecognized numeric range operator: ${argument[at]}`)
    if (typeof bound !== 'number') throw new PatternError('Value of numeric match must be numeric')
    tests.push(value => compare(value, bound))
  }
  return value => typeof value === 'number' && tests.every(holds => holds(value))
}

function cidr(argument: unknown): Matcher {
  const [, address = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(text('cidr', argument)) ?? []
  const version = isIP(address)
  if (version === 0 || Number(bits) > (version === 4 ? 32 : 128)) throw new PatternError(`Malformed CIDR: ${argument}`)
  const range = new BlockList()
  range.addSubnet(address, Number(bits), version === 4 ? 'ipv4' : 'ipv6')
  return value => {
    const kind = typeof value === 'string' ? isIP(value) : 0
    return kind > 0 && range.check(value as string, kind === 4 ? 'ipv4' : 'ipv6')
  }
}

/** `*` stands for anything, `\*` for itself. Without backtracking into anything but the last `*`, so it is never slow. */
function wildcard(pattern: string): (text: string) => boolean {
  if (/(?<!\\)(?:\\\\)*\*\*/.test(pattern)) throw new PatternError('Consecutive wildcard characters are not allowed')
  const parts = pattern.split(/(?<!\\)\*/).map(part => part.replace(/\\([*\\])/g, '$1'))
  const [first = '', ...rest] = parts
  const last = rest.pop()
  return text => {
    if (last === undefined) return text === first
    if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false
    let at = first.length
    for (const part of rest) {
      const found = text.indexOf(part, at)
      if (found < 0) return false
      at = found + part.length
    }
    return at <= text.length - last.length
  }
}
