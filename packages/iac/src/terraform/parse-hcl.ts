import { expect, type HclCursor, peek, skip, syntaxError, take, takeMatch } from './hcl-cursor.ts'
import { type HclBody, type HclExpression, HclSyntaxError, type ReferenceStep } from './hcl-syntax.ts'
import { parseHeredoc, parseQuoted, parseTemplateText } from './parse-template.ts'

const NAME = /[A-Za-z_][A-Za-z0-9_-]*/y
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
// Far deeper than any configuration, far from where recursion would end the process.
const MAX_DEPTH = 200

/** Reads a configuration file. Throws `HclSyntaxError`. */
export function parseHcl(text: string): HclBody {
  const cursor: HclCursor = { text, position: text.startsWith('\uFEFF') ? 1 : 0, end: text.length }
  const body = parseBody(cursor, 0)
  if (cursor.position < cursor.end) throw syntaxError(cursor, `Unexpected '${peek(cursor)}'`)
  return body
}

function parseBody(cursor: HclCursor, depth: number): HclBody {
  if (depth > MAX_DEPTH) throw syntaxError(cursor, 'Nested too deeply')
  const body: HclBody = { attributes: new Map(), blocks: [] }
  for (;;) {
    skip(cursor, true)
    const name = takeMatch(cursor, NAME)
    if (name === undefined) return body
    skip(cursor, false)
    if (take(cursor, '=')) {
      body.attributes.set(name, parseExpression(cursor, '\n}'))
      continue
    }
    const labels: string[] = []
    for (;;) {
      skip(cursor, false)
      const label = peek(cursor) === '"' ? plainText(parseQuoted(cursor, takeValue)) : takeMatch(cursor, NAME)
      if (label === undefined) break
      labels.push(label)
    }
    expect(cursor, '{')
    body.blocks.push({ type: name, labels, body: parseBody(cursor, depth + 1) })
    expect(cursor, '}')
  }
}

function plainText(expression: HclExpression): string {
  return expression.kind === 'template' ? expression.parts.map(part => (part.kind === 'text' ? part.text : '')).join('') : ''
}

/** Reads a whole file as templatefile() does. */
export function parseTemplateFile(text: string): HclExpression {
  return parseTemplateText(text, takeValue)
}

function takeValue(cursor: HclCursor): HclExpression {
  return parseExpressionWithin(cursor, '}')
}

/** What stands up to a closing character, which is taken too. */
function parseExpressionWithin(cursor: HclCursor, closing: string): HclExpression {
  takeMatch(cursor, /~/y)
  const expression = parseExpression(cursor, closing)
  skip(cursor, true)
  takeMatch(cursor, /~/y)
  expect(cursor, closing)
  return expression
}

/**
 * @param ends the characters that end it; a new line only if it is among them
 */
function parseExpression(cursor: HclCursor, ends: string): HclExpression {
  const overLines = !ends.includes('\n')
  skip(cursor, overLines)
  const start = cursor.position
  const primary = parsePrimary(cursor)
  const afterPrimary = cursor.position
  skip(cursor, overLines)
  const next = peek(cursor)
  if (primary !== undefined && (next === '' || ends.includes(next) || next === '~')) return primary
  // An operator, a condition, a for: nothing that we would have to know.
  cursor.position = primary === undefined ? start : afterPrimary
  skipRest(cursor, ends)
  if (cursor.position === start) throw syntaxError(cursor, 'Expected an expression')
  return { kind: 'unknown', start, end: cursor.position }
}

function parsePrimary(cursor: HclCursor): HclExpression | undefined {
  const start = cursor.position
  const character = peek(cursor)
  if (character === '"') return parseQuoted(cursor, takeValue)
  if (cursor.text.startsWith('<<', start)) return parseHeredoc(cursor, takeValue)
  const number = takeMatch(cursor, NUMBER)
  if (number !== undefined) return { kind: 'literal', value: Number(number), start, end: cursor.position }
  if (character === '[') return parseTuple(cursor)
  if (character === '{') return parseObject(cursor)
  const name = takeMatch(cursor, NAME)
  if (name === undefined) return undefined
  if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true', start, end: cursor.position }
  if (name === 'null') return { kind: 'literal', value: null, start, end: cursor.position }
  if (take(cursor, '(')) return { kind: 'call', name, args: parseList(cursor, ')'), start, end: cursor.position }
  return { kind: 'reference', root: name, steps: parseSteps(cursor), start, end: cursor.position }
}

function parseTuple(cursor: HclCursor): HclExpression | undefined {
  const start = cursor.position
  expect(cursor, '[')
  if (isFor(cursor)) return giveUp(cursor, start)
  return { kind: 'tuple', items: parseList(cursor, ']'), start, end: cursor.position }
}

function parseList(cursor: HclCursor, closing: string): HclExpression[] {
  const items: HclExpression[] = []
  for (;;) {
    skip(cursor, true)
    if (take(cursor, closing)) return items
    items.push(parseExpression(cursor, `,${closing}`))
    skip(cursor, true)
    take(cursor, ',')
  }
}

function parseObject(cursor: HclCursor): HclExpression | undefined {
  const start = cursor.position
  expect(cursor, '{')
  if (isFor(cursor)) return giveUp(cursor, start)
  const members: { key: HclExpression; value: HclExpression }[] = []
  for (;;) {
    skip(cursor, true)
    if (take(cursor, '}')) return { kind: 'object', members, start, end: cursor.position }
    const key = parseKey(cursor)
    skip(cursor, true)
    if (!take(cursor, '=')) expect(cursor, ':')
    members.push({ key, value: parseExpression(cursor, ',\n}') })
    skip(cursor, true)
    take(cursor, ',')
  }
}

function parseKey(cursor: HclCursor): HclExpression {
  const start = cursor.position
  const name = takeMatch(cursor, NAME)
  if (name !== undefined) {
    return { kind: 'template', parts: [{ kind: 'text', text: name, start, isExact: true }], start, end: cursor.position }
  }
  if (take(cursor, '(')) return parseExpressionWithin(cursor, ')')
  return parsePrimary(cursor) ?? { kind: 'unknown', start, end: start }
}

function isFor(cursor: HclCursor): boolean {
  const { position } = cursor
  skip(cursor, true)
  const found = takeMatch(cursor, /for\b/y) !== undefined
  cursor.position = position
  return found
}

function giveUp(cursor: HclCursor, start: number): undefined {
  cursor.position = start
  return undefined
}

function parseSteps(cursor: HclCursor): ReferenceStep[] {
  const steps: ReferenceStep[] = []
  for (;;) {
    if (take(cursor, '.')) {
      const name = takeMatch(cursor, NAME) ?? takeMatch(cursor, /\d+|\*/y)
      if (name === undefined) throw syntaxError(cursor, 'Expected a name')
      steps.push({ name })
    } else if (take(cursor, '[')) steps.push({ index: parseExpressionWithin(cursor, ']') })
    else return steps
  }
}

/** Passes over what is not understood, with all that is nested in it. */
function skipRest(cursor: HclCursor, ends: string): void {
  const open: string[] = []
  while (cursor.position < cursor.end) {
    const character = peek(cursor)
    if (open.length === 0 && ends.includes(character)) return
    if (character === '"') parseQuoted(cursor, takeValue)
    else if (/<<-?[A-Za-z_]/.test(cursor.text.slice(cursor.position, cursor.position + 4))) parseHeredoc(cursor, takeValue)
    else {
      const closing = CLOSING[character]
      if (closing !== undefined) open.push(closing)
      else if (character === open.at(-1)) open.pop()
      else if (')]}'.includes(character)) throw new HclSyntaxError(`Unexpected '${character}'`, cursor.position)
      cursor.position++
    }
  }
}
