const OPENED = /^(?:\s*(?:- )*[^\s"'#][^"'#]*:|\s*-)[ \t]+(?:"(?:[^"\\]|\\.)*\\?|'(?:[^']|'')*)$/
const CLOSES = { '"': /^(?:[^"\\]|\\.)*"/, "'": /^(?:[^']|'')*'/ }

/**
 * The same letters at the same places, but a text in quotes that goes on over lines stands on one: blanks take the place of its line breaks.
 * YAML wants such lines indented further than their key, what reads templates at AWS does not.
 */
export function quotedOnOneLine(text: string): string {
  const lines = text.split('\n')
  let quote: keyof typeof CLOSES | undefined
  let joined = ''
  for (const [index, line] of lines.entries()) {
    joined += quote === undefined ? line : line.replace('\r', ' ')
    if (quote === undefined) quote = OPENED.test(line) ? (line.trimStart().match(/["']/)![0] as keyof typeof CLOSES) : undefined
    else if (CLOSES[quote].test(line)) quote = undefined
    if (index < lines.length - 1) joined += quote === undefined ? '\n' : ' '
  }
  return joined
}
