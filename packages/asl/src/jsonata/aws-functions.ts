import { hashText } from '../intrinsic/hash.ts'
import { seededRandom } from '../intrinsic/seeded-random.ts'
import { type BuiltIn, define, defineFree } from './built-in.ts'
import { libraryFunction } from './library.ts'
import { hold, holdItems, spend, waste } from './run.ts'
import { parseStrictly } from './strict-json.ts'
import { asSequence, isArray, type LanguageError, languageError, type Native } from './value.ts'

// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html ("JSONata functions provided by Step Functions")
// What they make of arguments that are wrong or missing users have measured on AWS (floci, pull requests 2676 and after).

const partition: BuiltIn = (run, [list, size, ...surplus]) => {
  refuseSurplus('partition', 3, surplus)
  if (list === undefined) return undefined
  // AWS says "of undefined" too.
  if (!isArray(list)) throw languageError('T0412', { index: 1, token: 'partition' })
  if (list.length === 0) return undefined
  if (size === undefined) return [list]
  const length = wholeNumber('partition', 2, size)
  if (length < 0) throw languageError('D3137', { message: 'Second argument must be zero or greater' })
  if (length === 0) return undefined
  holdItems(run, list.length + Math.ceil(list.length / length) * 4)
  const chunks: unknown[] = []
  for (let start = 0; start < list.length; start += length) chunks.push(list.slice(start, start + length))
  return chunks
}

/** A sequence: one number stands for itself, as recorded on AWS; nothing where the step leads away from the end, or nowhere. */
const range: BuiltIn = (run, [first, last, step, ...surplus]) => {
  refuseSurplus('range', 4, surplus)
  const from = wholeNumber('range', 1, first)
  const to = wholeNumber('range', 2, last)
  if (step === undefined) return undefined
  const by = wholeNumber('range', 3, step)
  if (by === 0) return undefined
  const length = Math.max(0, Math.floor((to - from) / by) + 1)
  // AWS makes 360,145 numbers, but not one more (measured by users): about 19.4 bytes for each.
  hold(run, Math.floor(length * (6_990_256 / 360_145)))
  holdItems(run, length)
  return asSequence(Array.from({ length }, (_, index) => from + index * by))
}

const hash: BuiltIn = (run, [text, algorithm, ...surplus]) => {
  refuseSurplus('hash', 3, surplus)
  if (typeof text !== 'string') throw mismatch('hash', 1)
  if (algorithm === undefined) return undefined
  if (typeof algorithm !== 'string') throw mismatch('hash', 2)
  spend(run, 100 + text.length)
  hold(run, text.length * 3)
  const hashed = hashText(text, algorithm)
  if (hashed !== undefined) return hashed
  throw languageError('D3137', { message: `Hash algorithm '${algorithm}' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5` })
}

const parse: BuiltIn = (run, [text, ...surplus]) => {
  refuseSurplus('parse', 2, surplus)
  if (text === undefined) return undefined
  if (typeof text !== 'string') throw mismatch('parse', 1)
  hold(run, text.length)
  // What JSON takes in memory is up to 32 times its text ("[[],[],…").
  waste(run, text.length * 12)
  spend(run, text.length >> 2)
  const parsed = parseStrictly(text)
  if (parsed === undefined) throw languageError('D3137', { message: 'Invalid JSON' })
  return parsed
}

const random: BuiltIn = (run, [seed]) => (seed === undefined ? run.scope.env.random() : seededRandom(seed as number))

function refuseSurplus(token: string, index: number, surplus: readonly unknown[]): void {
  if (surplus[0] !== undefined) throw mismatch(token, index)
}

/** AWS cuts fractions off, towards zero. */
function wholeNumber(token: string, index: number, argument: unknown): number {
  if (typeof argument !== 'number') throw mismatch(token, index)
  return Math.trunc(argument)
}

function mismatch(token: string, index: number): LanguageError {
  return languageError('T0410', { index, token })
}

const fromMillis = libraryFunction('fromMillis').implementation
const now: BuiltIn = (run, [picture, timezone]) => {
  spend(run, 100)
  return fromMillis(run.scope.now, picture, timezone)
}

/** What Step Functions adds to JSONata, and what it must answer from the execution itself. */
export const awsFunctions: Readonly<Record<string, Native>> = {
  partition: defineFree(2, partition),
  range: defineFree(3, range),
  hash: defineFree(2, hash),
  parse: defineFree(1, parse),
  random: define('<n?:n>', 1, random),
  uuid: define('<:s>', 0, run => run.scope.env.uuid()),
  now: define('<s?s?:s>', 2, now),
  millis: define('<:n>', 0, run => run.scope.now),
}
