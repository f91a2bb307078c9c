import { expect } from 'vitest'

/** Figures belong into the output of the tests: they are the proof. */
export const tell = (line: string): void => console.log(line)

/** Prints what a mode of proof found, and hands it on. */
export function show(result: Record<string, unknown>): Record<string, unknown> {
  tell(JSON.stringify(result))
  return result
}

/** Prints it, and holds it to what it has to be: a difference says what was broken, as the output of a long run is seldom read whole. */
export function expectProved(result: Record<string, unknown>, asWell: Record<string, unknown> = {}): void {
  expect(show(result), JSON.stringify(result)).toMatchObject({ ...asWell, ok: true })
}
