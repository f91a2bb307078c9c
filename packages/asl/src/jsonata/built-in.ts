import { libraryFunction, parseSignature } from './library.ts'
import { holdItems, type Run, spend } from './run.ts'
import { type Call, isArray, Native, sequenceOf } from './value.ts'

export type BuiltIn = (run: Run, args: readonly unknown[], call: Call<unknown>) => unknown

/** A built-in function of our own. */
export function define(signature: string, arity: number, implementation: BuiltIn): Native {
  return new Native((args, call) => implementation(call.run as Run, args, call), arity, parseSignature(signature))
}

/** A built-in function of our own, in place of the library's with the same signature. */
export function replaceFunction(name: string, arity: number, implementation: BuiltIn): Native {
  return new Native((args, call) => implementation(call.run as Run, args, call), arity, libraryFunction(name).signature)
}

/**
 * A function of the library that only looks at its arguments and their items: it pays for those and for what it makes.
 * `price` is what a call takes by itself, in steps.
 */
export function takeFunction(name: string, price = 10): Native {
  const { implementation, signature } = libraryFunction(name)
  const own = (args: readonly unknown[], call: Call<unknown>): unknown => {
    const run = call.run as Run
    spend(run, price)
    // Items cost some 10 ns each, characters up to 50 ns.
    for (const arg of args) spend(run, isArray(arg) ? arg.length >> 2 : sizeOf(arg) >> 1)
    // $toMillis takes what its picture leaves out from the time of the evaluation.
    const environment = { timestamp: new Date(run.scope.now) }
    const result = implementation.apply({ createSequence: sequenceOf, input: call.input, environment }, [...args])
    if (!args.includes(result)) holdItems(run, sizeOf(result) >> 3)
    return result
  }
  return new Native(own, implementation.length, signature)
}

function sizeOf(value: unknown): number {
  return typeof value === 'string' ? value.length : isArray(value) ? value.length * 8 : 8
}
