import type { IntrinsicFunction } from './intrinsic-function.ts'
import { InvalidArguments, requireInteger } from './invalid-arguments.ts'
import { seededRandom } from './seeded-random.ts'

export const mathAdd: IntrinsicFunction = {
  arity: [2, 2],
  apply: args => requireInteger(args[0]) + requireInteger(args[1]),
}

/** A whole number from the first argument (included) to the second (excluded); the same one for the same seed. */
export const mathRandom: IntrinsicFunction = {
  arity: [2, 3],
  apply(args, environment) {
    const from = requireInteger(args[0])
    const to = requireInteger(args[1])
    if (from >= to) throw new InvalidArguments()
    const random = args.length === 3 ? seededRandom(requireInteger(args[2])) : environment.random()
    return from + Math.floor(random * (to - from))
  },
}
