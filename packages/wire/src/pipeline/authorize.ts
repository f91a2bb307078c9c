import type { Call, Gates } from './call.ts'
import { WireFault } from './wire-faults.ts'

/** Asks whether the caller may do this. @throws WireFault */
export function authorize({ context, input }: Call, { authorizeCaller }: Gates): void {
  const refusal = authorizeCaller?.(context, input)
  if (refusal !== undefined) throw new WireFault('access-denied', refusal)
}
