/** The variables of a scope of an expression: a block, a function's call, a path's step. */
export class Frame {
  readonly parent: Frame | undefined
  private bindings: Map<string, unknown> | undefined

  constructor(parent: Frame | undefined) {
    this.parent = parent
  }

  bind(name: string, value: unknown): void {
    this.bindings ??= new Map()
    this.bindings.set(name, value)
  }

  /** The frame, this or one around it, that binds a name. */
  holder(name: string): Frame | undefined {
    let frame: Frame | undefined = this
    while (frame !== undefined && !frame.bindings?.has(name)) frame = frame.parent
    return frame
  }

  own(name: string): unknown {
    return this.bindings?.get(name)
  }
}
