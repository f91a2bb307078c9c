import type { Values } from '../codec/tree.ts'
import { authorize } from './authorize.ts'
import type { Call, Gates, Stage } from './call.ts'
import { throttle } from './throttle.ts'
import { validate } from './validate.ts'

/** What counts, as somebody is asked; in this order, after the input was held to its model. */
const asked: readonly Stage[] = [authorize, throttle]
/** What stands between a call that was read and its operation, in this order, for requests and for calls within the process alike. */
const gatesOfCalls: readonly Stage[] = [validate, ...asked]

/** Runs the operation once every stage before it let the call pass. */
export async function run(call: Call, gates: Gates): Promise<Values> {
  return outputOf(await begin(call, gates))
}

/** Operations without an output answer nothing. */
export function outputOf(answered: unknown): Values {
  return (answered ?? {}) as Values
}

/**
 * What does it at once, where the operation need not wait for anything (`Operation.atOnce`); nothing where it would, and then nobody has been
 * asked for a permission either.
 */
export function beginAtOnce(call: Call, gates: Gates): (() => unknown) | undefined {
  validate(call)
  const act = lookAhead(call)
  if (act === undefined) return undefined
  for (const stage of asked) stage(call, gates)
  return act
}

/** Whether there is a queue is told only those who may know. */
function lookAhead({ operation, input, context }: Call): (() => unknown) | undefined {
  try {
    return operation.atOnce?.(input, context)
  } catch (refusal) {
    return () => {
      throw refusal
    }
  }
}

/** The same for who waits by himself: throws at once what a stage has against the call, and answers what the operation does, or its promise. */
export function begin(call: Call, gates: Gates): unknown {
  for (const stage of gatesOfCalls) stage(call, gates)
  return call.operation(call.input, call.context)
}
