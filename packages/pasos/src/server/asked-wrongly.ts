/** A parameter of one of Pasos' own endpoints that is not what it has to be. */
export class AskedWrongly extends Error {
  override readonly name = 'AskedWrongly'

  /** `wanted` says what it has to be, as in "limit has to be a whole number". */
  constructor(parameter: string, given: string, wanted: string) {
    super(`${parameter} has to be ${wanted}, which ${JSON.stringify(given.slice(0, 100))} is not.`)
  }
}

/** How many are asked for: between one and `most`, whatever the address says. Throws `AskedWrongly` for what is no whole number. */
export function limitIn(parameters: URLSearchParams, bounds: { most: number; otherwise: number }): number {
  const given = parameters.get('limit')
  if (given === null || given === '') return bounds.otherwise
  if (!/^[+-]?\d+$/.test(given)) throw new AskedWrongly('limit', given, `a whole number up to ${bounds.most}`)
  return Math.min(bounds.most, Math.max(1, Number(given)))
}
