import type { Values } from '../codec/tree.ts'
import { authorize } from './authorize.ts'
import type { Call, Gates, Stage } from './call.ts'
import { throttle } from './throttle.ts'
import { validate } from './validate.ts'

/** What stands between a call that was read and its operation, in this order, for requests and for calls within the process alike. */
const gatesOfCalls: readonly Stage[] = [validate, authorize, throttle]

/** Runs the operation once every stage before it let the call pass. */
export async function run(call: Call, gates: Gates): Promise<Values> {
  for (const stage of gatesOfCalls) stage(call, gates)
  return ((await call.operation(call.input, call.context)) ?? {}) as Values
}
