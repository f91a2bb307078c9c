import { invalidName } from './errors.ts'

/**
 * AWS's rule for names of state machines, activities and executions: no white space, no brackets, wildcards, special or control
 * characters, not the last code point. Length is a matter of the model's constraints.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the rule forbids.
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\u{10ffff}]|\p{Surrogate}/u

/** @throws ApiError InvalidName */
export function checkName(name: string): void {
  if (FORBIDDEN.test(name)) throw invalidName(name)
}
