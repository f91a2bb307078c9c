/** A node of the tree that jsonata's parser makes; which members it has depends on `type`. */
export interface Node {
  readonly type: string
  readonly value?: unknown
  readonly steps?: readonly Node[]
  readonly stages?: readonly Node[]
  readonly predicate?: readonly Node[]
  readonly group?: GroupNode
  readonly expr?: Node
  readonly lhs?: Node
  readonly rhs?: Node
  readonly expression?: Node
  readonly expressions?: readonly Node[]
  readonly arguments?: readonly Node[]
  readonly procedure?: Node
  readonly condition?: Node
  readonly then?: Node
  readonly else?: Node
  readonly terms?: readonly { readonly descending: boolean; readonly expression: Node }[]
  readonly body?: Node
  readonly signature?: Signature
  readonly pattern?: Node
  readonly update?: Node
  readonly delete?: Node
  readonly slot?: { readonly label: string }
  readonly ancestor?: { readonly label: string }
  readonly focus?: string
  readonly index?: string
  readonly tuple?: boolean
  readonly thunk?: boolean
  readonly keepArray?: boolean
  readonly keepSingletonArray?: boolean
  readonly consarray?: boolean
}

/** `{key: value, …}`: its pairs. An object constructor is a node of this shape, too. */
export interface GroupNode {
  readonly lhs: readonly (readonly [Node, Node])[]
}

/** A parsed signature, such as `<s-nn?:s>`: checks arguments and puts in the context for one that is missing. */
export interface Signature {
  validate(args: readonly unknown[], context: unknown): unknown[]
}
