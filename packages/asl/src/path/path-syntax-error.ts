/** A path, reference path or intrinsic function call that is not well-formed. `position` counts characters from 0. */
export class PathSyntaxError extends Error {
  override readonly name = 'PathSyntaxError'
  readonly position: number

  constructor(message: string, position: number) {
    super(message)
    this.position = position
  }
}
