/** A definition that cannot be compiled. `path` is a JSON pointer such as `/States/Work/Retry/0`. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError'
  readonly path: string

  constructor(message: string, path: string) {
    super(`${message} at ${path === '' ? '/' : path}`)
    this.path = path
  }
}
