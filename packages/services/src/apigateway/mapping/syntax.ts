/** The template is none, or asks for more of VTL than is served. */
export class MappingSyntaxError extends Error {}

/** A template is a list of these; a text stands for itself. */
export type Node = string | ReferenceNode | SetNode | IfNode | ForeachNode | DefineNode | { kind: 'stop' } | { kind: 'break' }

export interface ReferenceNode {
  kind: 'reference'
  /** As it stands there: printed where there is nothing that it refers to. */
  written: string
  /** `$!name`: nothing is printed then. */
  isQuiet: boolean
  reference: Reference
}

interface SetNode {
  kind: 'set'
  target: Reference
  value: Expression
}

interface IfNode {
  kind: 'if'
  branches: readonly { condition: Expression; body: readonly Node[] }[]
  otherwise: readonly Node[]
}

interface ForeachNode {
  kind: 'foreach'
  variable: string
  over: Expression
  body: readonly Node[]
}

interface DefineNode {
  kind: 'define'
  name: string
  body: readonly Node[]
}

/** `$input.json('$.a')`: where it starts, and what is asked of that. */
export interface Reference {
  root: string
  steps: readonly Step[]
}

export type Step =
  | { kind: 'property'; name: string }
  | { kind: 'call'; name: string; args: readonly Expression[] }
  | { kind: 'index'; at: Expression }

export type Operator = '||' | '&&' | '==' | '!=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '*' | '/' | '%'

export type Expression =
  | { kind: 'value'; value: string | number | boolean | null }
  /** In double quotes: filled in as a template is. */
  | { kind: 'text'; nodes: readonly Node[] }
  | { kind: 'list'; items: readonly Expression[] }
  | { kind: 'map'; entries: readonly (readonly [Expression, Expression])[] }
  | { kind: 'range'; from: Expression; to: Expression }
  | { kind: 'reference'; reference: Reference }
  | { kind: 'not'; of: Expression }
  | { kind: 'binary'; operator: Operator; left: Expression; right: Expression }
