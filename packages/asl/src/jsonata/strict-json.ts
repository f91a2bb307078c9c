/** The value of a JSON text; undefined where it is none, names a member twice or has a number that no double holds. */
export function parseStrictly(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const members = membersOf(value)
  return members === membersWritten(text) ? value : undefined
}

/** How many members all objects in a value have; undefined where a number is none. */
function membersOf(value: unknown): number | undefined {
  let members = 0
  const left = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next === 'number' && !Number.isFinite(next)) return undefined
    if (typeof next !== 'object' || next === null) continue
    const inner: readonly unknown[] = Object.values(next)
    if (!Array.isArray(next)) members += inner.length
    for (const each of inner) left.push(each)
  }
  return members
}

/** How many members a valid JSON text writes: the colons outside its strings. */
function membersWritten(text: string): number {
  let members = 0
  let isInString = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') isInString = !isInString
    else if (character === '\\') at += 1
    else if (character === ':' && !isInString) members += 1
  }
  return members
}
