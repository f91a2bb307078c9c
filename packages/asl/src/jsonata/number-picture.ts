const defaults: Readonly<Record<string, string>> = {
  'decimal-separator': '.',
  'grouping-separator': ',',
  'exponent-separator': 'e',
  'zero-digit': '0',
  digit: '#',
  'pattern-separator': ';',
}

/** Whether a picture has nothing that stands for a part of the number: the library breaks on it, AWS tells what is wrong. */
export function isWithoutSigns(value: unknown, picture: unknown, options: unknown): boolean {
  if (typeof value !== 'number' || typeof picture !== 'string') return false
  const signs = { ...defaults, ...(options as Record<string, string> | undefined) }
  const zero = String(signs['zero-digit']).charCodeAt(0)
  const others = ['decimal-separator', 'grouping-separator', 'digit', 'exponent-separator'].map(name => signs[name])
  return picture
    .split(String(signs['pattern-separator']))
    .some(part => ![...part].some(sign => others.includes(sign) || (sign.charCodeAt(0) >= zero && sign.charCodeAt(0) < zero + 10)))
}

/**
 * Whether version 2.0.6 of the library would never come to an end: for a number that is not positive it looks for an exponent for ever.
 * Follows its reading of the picture, which is that of XPath's format-number.
 */
export function isEndless(value: unknown, picture: unknown, options: unknown): boolean {
  if (typeof value !== 'number' || value > 0 || typeof picture !== 'string') return false
  const signs = { ...defaults, ...(options as Record<string, string> | undefined) }
  const exponent = String(signs['exponent-separator'])
  const zero = String(signs['zero-digit']).charCodeAt(0)
  const isDigit = (character: string) => character.charCodeAt(0) >= zero && character.charCodeAt(0) < zero + 10
  const others = ['decimal-separator', 'grouping-separator', 'digit', 'pattern-separator'].map(name => signs[name])
  const isActive = (character: string) => character !== exponent && (isDigit(character) || others.includes(character))
  const [positive = '', negative = positive] = picture.split(String(signs['pattern-separator']))
  const characters = (value < 0 ? negative : positive).split('')
  const start = characters.findIndex(isActive)
  const end = characters.findLastIndex(isActive) + 1
  const at = characters.indexOf(exponent, start)
  return start >= 0 && at >= 0 && at <= end && characters.slice(at + 1, end).some(isDigit)
}
