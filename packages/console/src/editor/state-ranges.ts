/** Where each state's own text stands in a definition: from the first letter of its name to the end of its object. */
export interface StateRange {
  name: string
  from: number
  to: number
}

/**
 * Finds the states of a definition's text without parsing it as a whole, so that it also works while somebody types: members of any
 * object that is the value of a member called `States`. Inner states come after the one that contains them.
 */
export function stateRanges(text: string): StateRange[] {
  const ranges: StateRange[] = []
  const open: { isStates: boolean; range?: StateRange | undefined }[] = []
  let key: { name: string; from: number } | undefined
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (letter === '"') {
      const end = stringEnd(text, at)
      const next = /\s*/y
      next.lastIndex = end
      next.exec(text)
      if (text[next.lastIndex] === ':') key = { name: unquote(text.slice(at, end)), from: at }
      at = end - 1
    } else if (letter === '{' || letter === '[') {
      const isState = letter === '{' && key && open.at(-1)?.isStates
      const range = isState && key ? { name: key.name, from: key.from, to: text.length } : undefined
      if (range) ranges.push(range)
      open.push({ isStates: letter === '{' && key?.name === 'States', range })
      key = undefined
    } else if (letter === '}' || letter === ']') {
      const closed = open.pop()
      if (closed?.range) closed.range.to = at + 1
      key = undefined
    } else if (letter === ',') key = undefined
  }
  return ranges
}

/** The innermost state at an offset. */
export function stateAt(ranges: readonly StateRange[], offset: number): string | undefined {
  return ranges.findLast(range => range.from <= offset && offset <= range.to)?.name
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

function unquote(quoted: string): string {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return quoted.slice(1, -1)
  }
}
