import { foldService, StreamLanguage, type StreamParser, type StringStream } from '@codemirror/language'
import type { Extension } from '@codemirror/state'

interface State {
  /** Indentation of the line whose text goes on below it, `key: |`. */
  block: number | undefined
  /** The mark that ends a text over several lines. */
  quote: string | undefined
}

const KEY = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#,[\]{}"'|>&*!%@`-][^#:,[\]{}]*?|-[^\s#:,[\]{}][^#:,[\]{}]*?)(?=\s*:(?:\s|$))/
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?(?=\s*(?:[,\]}]|\s#|$))/i
const WORD = /^(?:(true|false)|(null|~))(?=\s*(?:[,\]}]|\s#|$))/i
/** A text without quotes, which ends before a comment; `${Name}` may stand in it. */
const PLAIN = /^(?:\$\{[^}]*\}|[^\s,[\]{}#:]|:(?!\s|$)|(?<=\S)#|[ \t]+(?![#\s]))+/

/** How YAML is coloured: line by line, so that a text that is broken somewhere is coloured everywhere else. */
export const yamlTokens: StreamParser<State> = {
  startState: () => ({ block: undefined, quote: undefined }),
  token(stream, state) {
    if (stream.sol() && state.block !== undefined) {
      if (stream.indentation() > state.block || stream.string.trim() === '') return rest(stream, 'string')
      state.block = undefined
    }
    if (state.quote !== undefined) return quoted(stream, state)
    if (stream.eatSpace()) return null
    if (stream.match(/^#.*/)) return 'comment'
    if (stream.match(/^(?:---|\.\.\.)(?=\s|$)/)) return 'meta'
    if (stream.match(KEY)) return 'propertyName'
    if (stream.match(/^(?:[[\]{},]|:(?=\s|$)|[-?](?=\s|$))/)) return 'punctuation'
    if (stream.match(/^[|>][-+\d]*(?=\s*(?:#|$))/)) {
      state.block = stream.indentation()
      return 'punctuation'
    }
    if (stream.match(/^[&*!][^\s,[\]{}]+/)) return 'meta'
    if (stream.match(NUMBER)) return 'number'
    const word = stream.match(WORD) as RegExpMatchArray | null
    if (word) return word[1] ? 'bool' : 'null'
    if (stream.match(/^["']/)) {
      state.quote = stream.current()
      return quoted(stream, state)
    }
    if (stream.match(PLAIN)) return 'string'
    stream.next()
    return null
  },
  languageData: { commentTokens: { line: '#' } },
}

function rest(stream: StringStream, style: string): string {
  stream.skipToEnd()
  return style
}

function quoted(stream: StringStream, state: State): string {
  const end = state.quote === '"' ? /^(?:[^"\\]|\\.)*"/ : /^(?:[^']|'')*'/
  if (!stream.match(end)) return rest(stream, 'string')
  state.quote = undefined
  return 'string'
}

/** What stands below a line, further in, can be folded away. */
const folding = foldService.of(({ doc }, from) => {
  const line = doc.lineAt(from)
  const depth = indentation(line.text)
  if (depth === undefined) return null
  let end: number | undefined
  for (let number = line.number + 1; number <= doc.lines; number++) {
    const next = doc.line(number)
    const inner = indentation(next.text)
    if (inner === undefined) continue
    if (inner <= depth) break
    end = next.to
  }
  return end === undefined ? null : { from: line.to, to: end }
})

function indentation(text: string): number | undefined {
  const first = text.search(/\S/)
  return first < 0 || text[first] === '#' ? undefined : first
}

export const yaml = (): Extension => [StreamLanguage.define(yamlTokens), folding]
