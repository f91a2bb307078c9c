import { compareText, compileExpression, invalidFilter, type LogFilter } from './filter-comparison.ts'
import { compileJsonFilter } from './json-filter.ts'

interface Term {
  matches: LogFilter
  kind: 'required' | 'optional' | 'excluded'
}

const termPattern = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]*)%|([^\s"%]+))/y

/**
 * Compiles a filter pattern (CloudWatch Logs user guide, "Filter pattern syntax"): terms that must all occur, `?` before alternatives of which
 * one must, `-` before what must not, quotes around text with blanks, `%regular expression%`, and `{ $.member = value }` for JSON.
 * @throws ApiError InvalidParameterException
 */
export function compileFilter(pattern: string): LogFilter {
  const text = pattern.trim()
  if (text === '') return () => true
  if (text.startsWith('{')) return compileJsonFilter(text)
  if (text.startsWith('[')) return compileColumns(text)
  const terms = [...parseTerms(text)]
  const of = (kind: Term['kind']) => terms.filter(term => term.kind === kind)
  const [required, optional, excluded] = [of('required'), of('optional'), of('excluded')]
  return message =>
    required.every(term => term.matches(message)) &&
    // AWS: alternatives count only when nothing is required.
    (optional.length === 0 || required.length > 0 || optional.some(term => term.matches(message))) &&
    !excluded.some(term => term.matches(message))
}

function* parseTerms(text: string): Generator<Term> {
  termPattern.lastIndex = 0
  while (termPattern.lastIndex < text.length) {
    const match = termPattern.exec(text)
    if (!match) throw invalidFilter(text)
    const [, sign, quoted, expression, bare] = match
    const kind = sign === '?' ? 'optional' : sign === '-' ? 'excluded' : 'required'
    if (expression !== undefined) {
      yield { kind, matches: compileExpression(expression, text) }
      continue
    }
    const wanted = quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/g, '$1')
    yield { kind, matches: message => message.includes(wanted) }
  }
}

/** `[ip, user, status = 404, ...]`: columns separated by blanks, with conditions on some. */
function compileColumns(text: string): LogFilter {
  if (!text.endsWith(']')) throw invalidFilter(text)
  const columns = text
    .slice(1, -1)
    .split(',')
    .map(column => column.trim())
  const tests = columns.map(column => {
    const match = /^(?:\w+)\s*(=|!=|<=|>=|<|>)\s*(?:"([^"]*)"|(\S+))$/.exec(column)
    if (!match) return () => true
    const [, operator = '=', quoted, bare] = match
    return (value: string) => compareText(value, operator, quoted ?? bare ?? '')
  })
  const rest = columns.indexOf('...')
  return message => {
    const values = message.trim().match(/"[^"]*"|\[[^\]]*\]|\S+/g) ?? []
    if (rest < 0 && values.length !== columns.length) return false
    return tests.every(
      (test, index) =>
        columns[index] === '...' || test(values[rest >= 0 && index > rest ? values.length - columns.length + index : index] ?? ''),
    )
  }
}
