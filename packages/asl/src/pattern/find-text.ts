// Up to this product of lengths the engine's own search takes 1 ms at its worst.
const SMALL = 10_000_000

/**
 * Finds where a text stands in another, from a place on; -1 when it does not. JavaScript's `indexOf` takes time for each place of the text
 * times each of the token at its worst (3 s for 100,000 characters in 300,000), so that long ones are looked for by Knuth, Morris and Pratt.
 */
export function textFinder(token: string): (text: string, from: number) => number {
  let borders: Int32Array | undefined
  return (text, from) => {
    if (token.length * (text.length - from) <= SMALL) return text.indexOf(token, from)
    borders ??= bordersOf(token)
    return search(text, token, from, borders)
  }
}

/** For each beginning of the token: how many of its last characters are the token's first ones. */
function bordersOf(token: string): Int32Array {
  const borders = new Int32Array(token.length)
  let matched = 0
  for (let index = 1; index < token.length; index++) {
    while (matched > 0 && token.charCodeAt(index) !== token.charCodeAt(matched)) matched = borders[matched - 1]!
    if (token.charCodeAt(index) === token.charCodeAt(matched)) matched++
    borders[index] = matched
  }
  return borders
}

function search(text: string, token: string, from: number, borders: Int32Array): number {
  let matched = 0
  for (let index = from; index < text.length; index++) {
    while (matched > 0 && text.charCodeAt(index) !== token.charCodeAt(matched)) matched = borders[matched - 1]!
    if (text.charCodeAt(index) === token.charCodeAt(matched)) matched++
    if (matched === token.length) return index - matched + 1
  }
  return -1
}
