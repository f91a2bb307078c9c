const PLACEHOLDER = /\$\{[^}]+\}/

/** Whether a text holds a `${Name}`, so that nobody can say what it will be before the definition is deployed. */
export function isFilledLater(value: unknown): value is string {
  return typeof value === 'string' && PLACEHOLDER.test(value)
}
