import { parseJsonSource } from '../../definition/json-source.ts'
import { JsonSyntaxError } from '../../definition/json-syntax-error.ts'
import type { Finding } from '../finding.ts'

/** A change of the author's text that mends a finding; everything else stays as it is written. */
export interface Fix {
  /** UTF-16 offsets of what goes. */
  start: number
  end: number
  /** What comes in its place. */
  text: string
  /** Whether the definition cannot have meant anything else. Others are offered, never made unasked. */
  isSafe: boolean
}

/**
 * What mends a finding, where that is one place of the text and there is no doubt which.
 * @param author the text that the finding's offsets are of: JSON, YAML, a template, Terraform
 */
export function fixFinding(author: string, finding: Finding): Fix | undefined {
  const { rule, range, parameters } = finding
  if (range === undefined) return undefined
  if (rule === 'json-syntax') return withoutComma(author, range.start.offset)
  const { field = '', suggestion = '', path = '', fixed = '', target = '', handler = '', fields = '', instead = '' } = parameters
  const within: Within = { author, start: range.start.offset, end: range.end.offset }
  switch (rule) {
    case 'payload-of-function':
      return replaced(within, literally(path), fixed)
    case 'unsupported-field':
    case 'parameter-unknown':
      return suggestion === '' ? undefined : replaced(within, keyOf(field), suggestion)
    case 'missing-fields':
      return instead === '' ? undefined : replaced(within, keyOf(instead), fields)
    case 'state-type':
    case 'enum-value':
      return suggestion === '' ? undefined : replaced(within, LAST_WORD, suggestion)
    case 'missing-target':
      return suggestion === '' ? undefined : replaced(within, atEnd(target), suggestion)
    case 'handler-file':
      return suggestion === '?' ? undefined : replaced(within, literally(handler), suggestion)
    case 'no-dollar':
      return offered(replaced(within, keyOf(field), `${field}.$`))
    case 'end-false':
      return offered(replaced(within, LAST_WORD, 'true'))
    default:
      return undefined
  }
}

interface Within {
  author: string
  start: number
  end: number
}

/** Only where it is found exactly once: of two places one would be a guess. */
function replaced({ author, start, end }: Within, what: RegExp, text: string): Fix | undefined {
  const [first, second] = [...author.slice(start, end).matchAll(what)]
  if (first === undefined || second !== undefined) return undefined
  return { start: start + first.index, end: start + first.index + first[0].length, text, isSafe: true }
}

/** What the author may not have meant. */
function offered(fix: Fix | undefined): Fix | undefined {
  return fix && { ...fix, isSafe: false }
}

/** The value's word at the end of a member, perhaps in quotes. */
const LAST_WORD = /[\w-]+(?=["']?\s*$)/g

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function literally(text: string): RegExp {
  return new RegExp(`${escaped(text)}(?![\\w.[])`, 'g')
}

function atEnd(text: string): RegExp {
  return new RegExp(`${escaped(text)}(?=["']?\\s*$)`, 'g')
}

/** A member's name, in JSON or in YAML, with or without the \`.$\` that makes its value a path. */
function keyOf(name: string): RegExp {
  return new RegExp(`(?<=(?:^|[{,\\s])["']?)${escaped(name)}(?=(?:\\.\\$)?["']?\\s*:)`, 'gm')
}

/** JSON with a comma too many before a closing bracket. */
function withoutComma(author: string, offset: number): Fix | undefined {
  const comma = /,(?=\s*$)/.exec(author.slice(0, offset))
  if (comma === null || !/^\s*[}\]]/.test(author.slice(offset))) return undefined
  const fix = { start: comma.index, end: comma.index + 1, text: '', isSafe: true }
  return isFurther(applyFixes(author, [fix]), offset) ? fix : undefined
}

/** Whether a text is JSON up to there at least. */
function isFurther(text: string, offset: number): boolean {
  try {
    parseJsonSource(text)
    return true
  } catch (error) {
    return error instanceof JsonSyntaxError && error.offset >= offset
  }
}

/** The text with the fixes made; of two that touch the same place the first only. */
export function applyFixes(author: string, fixes: readonly Fix[]): string {
  let text = ''
  let at = 0
  for (const fix of fixes.toSorted((a, b) => a.start - b.start)) {
    if (fix.start < at) continue
    text += author.slice(at, fix.start) + fix.text
    at = fix.end
  }
  return text + author.slice(at)
}
