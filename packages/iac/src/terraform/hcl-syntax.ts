/** What we read of HashiCorp's configuration language: the parts in which a state machine and its functions are written. */
export interface HclBody {
  attributes: Map<string, HclExpression>
  blocks: HclBlock[]
}

export interface HclBlock {
  /** e.g. `resource`. */
  type: string
  /** e.g. `aws_sfn_state_machine`, `orders`. */
  labels: string[]
  body: HclBody
}

/** An expression. `start` and `end` are offsets in the file. What is not understood is `unknown`: it is never guessed at. */
export type HclExpression = { start: number; end: number } & (
  | { kind: 'literal'; value: null | boolean | number }
  | { kind: 'template'; parts: TemplatePart[] }
  | { kind: 'reference'; root: string; steps: ReferenceStep[] }
  | { kind: 'tuple'; items: HclExpression[] }
  | { kind: 'object'; members: { key: HclExpression; value: HclExpression }[] }
  | { kind: 'call'; name: string; args: HclExpression[] }
  | { kind: 'unknown' }
)

export type ReferenceStep = { name: string } | { index: HclExpression }

/** A piece of a text: plain, with the offset where it stands in the file, or an interpolation. */
export type TemplatePart =
  /** `isExact`: each character stands in the file as it is, one after the other. */
  { kind: 'text'; text: string; start: number; isExact: boolean } | { kind: 'value'; value: HclExpression; start: number; source: string }

/** A file that cannot be read, with the offset of the first thing that is wrong. */
export class HclSyntaxError extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.name = 'HclSyntaxError'
    this.offset = offset
  }
}
