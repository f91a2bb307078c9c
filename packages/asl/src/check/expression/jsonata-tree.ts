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
