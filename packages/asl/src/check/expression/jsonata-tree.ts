import jsonata from 'jsonata'

/** A node of JSONata's syntax tree, as far as we read it. */
export interface JsonataNode {
  type: string
  value?: unknown
  position?: number
  steps?: JsonataNode[]
  stages?: JsonataNode[]
  predicate?: JsonataNode[]
  expr?: JsonataNode
  expression?: JsonataNode
  expressions?: JsonataNode[]
  arguments?: JsonataNode[]
  procedure?: JsonataNode
  body?: JsonataNode
  lhs?: JsonataNode | [JsonataNode, JsonataNode][]
  rhs?: JsonataNode
  condition?: JsonataNode
  then?: JsonataNode
  else?: JsonataNode
  terms?: { expression: JsonataNode }[]
  group?: { lhs: [JsonataNode, JsonataNode][] }
  pattern?: JsonataNode
  update?: JsonataNode
  delete?: JsonataNode
  focus?: string
  index?: string
}

export type ParsedJsonata = { tree: JsonataNode } | { problem: string; position: number }

// Beyond this JSONata's parser would end the call stack; AWS's own limit on nesting is 100.
const MAX_EXPRESSION = 100_000
const MAX_NESTING = 500

/** Parses what stands between `{%` and `%}`. Never throws. Problems are in JSONata's words, without their code, as AWS has them. */
export function parseJsonata(text: string): ParsedJsonata {
  if (text.length > MAX_EXPRESSION || nestingOf(text) > MAX_NESTING)
    return { problem: 'The expression is too long or too deeply nested', position: 0 }
  try {
    return { tree: jsonata(text).ast() as unknown as JsonataNode }
  } catch (error) {
    const { message, position } = error as { message?: unknown; position?: unknown }
    return { problem: typeof message === 'string' ? message : String(error), position: typeof position === 'number' ? position : 0 }
  }
}

// Setting up JSONata's parser takes a tenth of a millisecond. Beyond this many, expressions are left to be found wrong when they run.
const MAX_EXPRESSIONS = 1_500
const EMPTY: ParsedJsonata = { tree: { type: 'value' } }

/** A parser that remembers: rules and analyses ask for the same expressions. Takes the text with its `{%` and `%}`. */
export function createExpressionParser(): (text: string) => ParsedJsonata {
  const known = new Map<string, ParsedJsonata>()
  return text => {
    let parsed = known.get(text)
    if (parsed === undefined) {
      parsed = known.size < MAX_EXPRESSIONS ? parseJsonata(text.slice(2, -2)) : EMPTY
      if (known.size < MAX_EXPRESSIONS) known.set(text, parsed)
    }
    return parsed
  }
}

function nestingOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!
    if (character === '(' || character === '[' || character === '{' || character === '?' || character === '-')
      deepest = Math.max(deepest, ++depth)
    else if ((character === ')' || character === ']' || character === '}') && depth > 0) depth--
  }
  return deepest
}
