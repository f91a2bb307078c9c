import type { Values } from '../codec/tree.ts'
import { authorize } from './authorize.ts'
import type { Call, Gates, Stage } from './call.ts'
import { throttle } from './throttle.ts'
import { validate } from './validate.ts'

/** What stands between a call that was read and its operation, in this order, for requests and for calls within the process alike. */
const gatesOfCalls: readonly Stage[] = [validate, authorize, throttle]

/** Runs the operation once every stage before it let the call pass. */
export async function run(call: Call, gates: Gates): Promise<Values> {
  return outputOf(await begin(call, gates))
}

/** Operations without an output answer nothing. */
export function outputOf(answered: unknown): Values {
  return (answered ?? {}) as Values
}

/** The same for who waits by himself: throws at once what a stage has against the call, and answers what the operation does, or its promise. */
export function begin(call: Call, gates: Gates): unknown {
  for (const stage of gatesOfCalls) stage(call, gates)
  return call.operation(call.input, call.context)
}
