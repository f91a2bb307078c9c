/** How a definition is written down. Commands work on its JSON; what is kept, and undone, is the text. */
export interface Notation {
  /** The definition as JSON; undefined where the text is broken. */
  read(text: string): string | undefined
  /** The text changed so that it says what the JSON says. What it says already stays as it is written. */
  write(text: string, json: string): string
}

/** Stands before a substitution that had no quotes in the text: nobody sees it, and nobody writes it. */
const MARK = '\u2060'
const BARE = /"(?:[^"\\]|\\.)*"|\$\{[A-Za-z_][A-Za-z0-9_.]*\}/g
const MARKED = new RegExp(`"${MARK}(\\$\\{[A-Za-z_][A-Za-z0-9_.]*\\})"`, 'g')

/**
 * JSON in which `${Name}` may stand for any value, as deployments fill it in: read as a text, which says of itself that it had no quotes,
 * and written without them again.
 */
export const jsonNotation: Notation = {
  read: text => (text.includes('${') ? text.replace(BARE, found => (found[0] === '"' ? found : marked(found))) : text),
  write: (_text, json) => withoutMarks(json),
}

/** A substitution as a text of JSON that stands for a value of any kind. */
export const marked = (substitution: string) => `"${MARK}${substitution}"`

/** JSON with its substitutions as they were written: no JSON any more where one of them had no quotes. */
export const withoutMarks = (json: string) => json.replace(MARKED, '$1')

/** JSON whose substitutions are all in quotes, for whoever reads it elsewhere: the marks mean nothing to others. */
export const inQuotes = (json: string) => json.replace(MARKED, '"$1"')

const MARKED_HERE = new RegExp(`(?:"(?:[^"\\\\]|\\\\.)*"\\s*:\\s*)?"${MARK}\\$\\{`, 'y')

/** Whether a substitution without quotes begins at this place of the JSON, or a member that has one as its value. */
export function isMarkedAt(json: string, offset: number): boolean {
  MARKED_HERE.lastIndex = offset
  return MARKED_HERE.test(json)
}

/** Substitutions without quotes, each once: what they stand for is known only when they are filled in. */
export function openSubstitutions(json: string): string[] {
  return [...new Set([...json.matchAll(MARKED)].map(match => match[1]!))]
}

/** Where an offset of the JSON lies in the text with its substitutions as they were written. */
export function offsetWithoutMarks(json: string, offset: number): number {
  return withoutMarks(cutAt(json, offset)).length
}

/** A cut within a substitution counts as one behind it. */
function cutAt(json: string, offset: number): string {
  for (const match of json.matchAll(MARKED)) {
    if (match.index >= offset) break
    if (match.index + match[0].length > offset) return json.slice(0, match.index + match[0].length)
  }
  return json.slice(0, offset)
}
