import { type StartChild, spellingOf } from '@pasos/asl'
import type { StoredItems } from '../ports/map-runs.ts'

/** Items in one row: so few that a page is soon parsed. */
const mostValues = 500
const mostCharacters = 64 * 1024

/** Listed items as rows; an item that alone is large has a row of its own. */
export function rowsOfItems({ values, keys }: NonNullable<StartChild['items']>): StoredItems[] {
  const rows: StoredItems[] = []
  let texts: string[] = []
  let characters = 0
  let first = 0
  const close = (): void => {
    const end = first + texts.length
    const names = keys === undefined ? '' : `,"keys":${JSON.stringify(keys.slice(first, end))}`
    rows.push({ first, text: `{"values":[${texts.join(',')}]${names}}` })
    first = end
    texts = []
    characters = 0
  }
  for (const [index, value] of values.entries()) {
    const text = spellingOf(values, index) ?? JSON.stringify(value)
    if (texts.length > 0 && (texts.length === mostValues || characters + text.length > mostCharacters)) close()
    texts.push(text)
    characters += text.length
  }
  if (texts.length > 0) close()
  return rows
}
