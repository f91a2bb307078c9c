import type { Json, JsonObject } from './json.ts'

type Container = Json[] | JsonObject

/** Told of each number of an object or list: where it stands, and how it is written. A name that is there twice is told of twice. */
export type TellNumber = (container: Container, name: string | number, source: string) => void

const [quote, comma, minus, zero, nine] = [0x22, 0x2c, 0x2d, 0x30, 0x39]
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d]

/** Where a scan is: in which object or list, at which of its members. */
interface Place {
  /** None for what a later member of the same name has replaced. */
  container: Container | undefined
  isList: boolean
  index: number
  /** Where the last text begins and ends, with its quotes: before a value of an object that is no text itself, the member's name. */
  nameAt: number
  nameEnd: number
}

/**
 * Walks a JSON text beside the value that `JSON.parse` made of it. Five to ten times as fast as a reviver, which V8 calls for each value with
 * its source, and without recursion.
 */
export function tellNumbers(text: string, value: Json, tell: TellNumber): void {
  const above: Place[] = []
  let place = placeIn(undefined, false)
  let isRoot = true
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      const end = endOfText(text, at)
      place.nameAt = at
      place.nameEnd = end
      at = end
    } else if (code === minus || (code >= zero && code <= nine)) {
      const end = endOfNumber(text, at)
      if (place.container !== undefined) tell(place.container, nameOf(text, place), ownText(text.slice(at, end)))
      at = end
    } else {
      if (code === comma) place.index++
      else if (code === openList || code === openObject) {
        above.push(place)
        place = placeIn(isRoot ? value : memberAt(text, place), code === openList)
        isRoot = false
      } else if (code === closeList || code === closeObject) place = above.pop()!
      at++
    }
  }
}

function placeIn(value: Json | undefined, isList: boolean): Place {
  const fits = typeof value === 'object' && value !== null && Array.isArray(value) === isList
  return { container: fits ? (value as Container) : undefined, isList, index: 0, nameAt: 0, nameEnd: 0 }
}

function nameOf(text: string, { isList, index, nameAt, nameEnd }: Place): string | number {
  if (isList) return index
  const name = text.slice(nameAt + 1, nameEnd - 1)
  return name.includes('\\') ? (JSON.parse(`"${name}"`) as string) : name
}

function memberAt(text: string, place: Place): Json | undefined {
  const { container } = place
  if (container === undefined) return undefined
  const name = nameOf(text, place)
  return Object.hasOwn(container, name) ? (container as JsonObject)[name] : undefined
}

/** V8 makes a long part of a text by pointing into it: one number that somebody keeps would keep all of the text in memory. */
function ownText(part: string): string {
  return part.length < 13 ? part : ` ${part}`.slice(1)
}

/** Behind the quote that ends the text which begins there. */
function endOfText(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); ; end = text.indexOf('"', end + 1)) {
    let before = end
    while (text.charCodeAt(before - 1) === 0x5c) before--
    if ((end - before) % 2 === 0) return end + 1
  }
}

function endOfNumber(text: string, at: number): number {
  for (let end = at + 1; ; end++) {
    const code = text.charCodeAt(end)
    // Digits, a point, an exponent with its sign; at the end of the text it is NaN.
    const isPart = (code >= zero && code <= nine) || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b || code === minus
    if (!isPart) return end
  }
}
