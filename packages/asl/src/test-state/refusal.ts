/** TestState does not run what it was given. `code` is the error's name in the API. */
export class TestStateRefusal extends Error {
  readonly code: 'ValidationException' | 'InvalidDefinition'

  constructor(message: string, code: 'ValidationException' | 'InvalidDefinition' = 'ValidationException') {
    super(message)
    this.name = 'TestStateRefusal'
    this.code = code
  }
}
