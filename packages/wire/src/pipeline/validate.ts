import { findMissing } from '../codec/required.ts'
import type { Call } from './call.ts'
import { WireFault } from './wire-faults.ts'

/** Holds the input to its model. @throws WireFault naming all required members that are missing, in AWS's words */
export function validate({ shape, input }: Call): void {
  const missing = findMissing(shape.input, input)
  if (missing.length === 0) return
  const findings = missing.map(path => `Value null at '${path}' failed to satisfy constraint: Member must not be null`)
  throw new WireFault(
    'missing-member',
    `${missing.length} validation error${missing.length > 1 ? 's' : ''} detected: ${findings.join('; ')}`,
  )
}
