import { libraryFunction, parseSignature } from './library.ts'
import { isEndless, isWithoutSigns } from './number-picture.ts'
import { holdItems, type Run, spend } from './run.ts'
import { type Call, isArray, isObject, languageError, Native, sequenceOf } from './value.ts'

export type BuiltIn = (run: Run, args: readonly unknown[], call: Call<unknown>) => unknown

/** A built-in function of our own. */
export function define(signature: string, arity: number, implementation: BuiltIn): Native {
  return new Native((args, call) => implementation(call.run as Run, args, call), arity, parseSignature(signature))
}

/** A built-in function of our own that looks at its arguments itself. */
export function defineFree(arity: number, implementation: BuiltIn): Native {
  return new Native((args, call) => implementation(call.run as Run, args, call), arity)
}

/** A built-in function of our own, in place of the library's with the same signature. */
export function replaceFunction(name: string, arity: number, implementation: BuiltIn): Native {
  return new Native((args, call) => implementation(call.run as Run, args, call), arity, libraryFunction(name).signature)
}

/** A function of the library that only looks at its arguments and their items: it pays for those and for what it makes. */
export function takeFunction(name: string): Native {
  return take(name, run => spend(run, 10))
}

/**
 * A function of the library whose second argument is a picture such as `#,##0.00`. It analyses that anew in each call, which takes up to
 * 10 µs, and with the square of its length, as every group of digits is looked for in all of it (50 characters are a long picture).
 */
export function takePictureFunction(name: string): Native {
  return take(name, payForPicture)
}

/**
 * `$formatNumber`, which pays with all that is left where the library would never come to an end. Of its options the library takes every member
 * in each call, also of those that it does not know.
 */
export function takeFormatNumber(): Native {
  return take('formatNumber', (run, args) => {
    if (isObject(args[2])) spend(run, Object.keys(args[2]).length * 4)
    if (isWithoutSigns(args[0], args[1], args[2])) throw languageError('D3086')
    if (isEndless(args[0], args[1], args[2])) spend(run, Number.POSITIVE_INFINITY)
    payForPicture(run, args)
  })
}

/** `$toMillis`, whose pattern for dates without a picture takes the square of their length: none that is so long is a date. */
export function takeToMillis(): Native {
  return take('toMillis', (run, args) => {
    const [date, picture] = args
    if (picture === undefined && typeof date === 'string' && date.length > LONGEST_DATE) throw languageError('D3110', { value: date })
    payForPicture(run, args)
  })
}

const LONGEST_DATE = 100

function payForPicture(run: Run, [, picture]: readonly unknown[]): void {
  spend(run, 100 + (typeof picture === 'string' ? picture.length ** 2 / 16 : 0))
}

function take(name: string, pay: (run: Run, args: readonly unknown[]) => void): Native {
  const { implementation, signature } = libraryFunction(name)
  const own = (args: readonly unknown[], call: Call<unknown>): unknown => {
    const run = call.run as Run
    pay(run, args)
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
