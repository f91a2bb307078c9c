import type { CheckContext } from './check-context.ts'

const PLACEHOLDER = /\$\{[^}]+\}/

/** Whether a text holds a `${Name}` that a deployment will replace, so that nobody can say yet what it will be. */
export function isFilledLater(value: unknown, { allowsSubstitutions }: Pick<CheckContext, 'allowsSubstitutions'>): value is string {
  return allowsSubstitutions && typeof value === 'string' && PLACEHOLDER.test(value)
}
