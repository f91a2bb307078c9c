import type { Call, Gates } from './call.ts'

/** Asks whether the server can take the call now. @throws ApiError, which clients take as a reason to try again later */
export function throttle({ context, input }: Call, { admit }: Gates): void {
  const refusal = admit?.(context, input)
  if (refusal !== undefined) throw refusal
}
