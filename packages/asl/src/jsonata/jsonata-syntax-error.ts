/** An expression that is not well-formed. `code` and `message` are JSONata's; `position` counts characters of the expression from 0. */
export class JsonataSyntaxError extends Error {
  override readonly name = 'JsonataSyntaxError'
  readonly code: string
  readonly position: number

  constructor(code: string, message: string, position: number) {
    super(message)
    this.code = code
    this.position = position
  }
}
