import { hashText } from '../intrinsic/hash.ts'
import { seededRandom } from '../intrinsic/seeded-random.ts'
import { type BuiltIn, define } from './built-in.ts'
import { libraryFunction } from './library.ts'
import { hold, holdItems, spend, waste } from './run.ts'
import { asSequence, languageError, type Native, type Sequence } from './value.ts'

// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html ("JSONata functions provided by Step Functions")

const partition: BuiltIn = (run, [items, size]) => {
  if (items === undefined || size === undefined) return undefined
  const length = Math.trunc(size as number)
  if (length < 1) throw languageError('D3141', { message: 'The second argument of the partition function must be a positive number' })
  const list = items as Sequence
  holdItems(run, list.length + Math.ceil(list.length / length) * 4)
  const chunks: unknown[] = []
  for (let start = 0; start < list.length; start += length) chunks.push(list.slice(start, start + length))
  return chunks
}

/** A sequence: one number stands for itself, as recorded on AWS. */
const range: BuiltIn = (run, [first, last, step]) => {
  if (first === undefined || last === undefined || step === undefined) return undefined
  // AWS cuts fractions off, towards zero (measured by users: floci pull request 2676).
  const [from = 0, to = 0, by = 0] = [first, last, step].map(number => Math.trunc(number as number))
  if (by === 0) throw languageError('D3141', { message: 'The third argument of the range function must not be zero' })
  const length = Math.max(0, Math.floor((to - from) / by) + 1)
  // AWS makes 360,145 numbers, but not one more (measured by users): about 19.4 bytes for each.
  hold(run, Math.floor(length * (6_990_256 / 360_145)))
  holdItems(run, length)
  return asSequence(Array.from({ length }, (_, index) => from + index * by))
}

const hash: BuiltIn = (run, [text, algorithm]) => {
  if (text === undefined) return undefined
  spend(run, 100 + (text as string).length)
  hold(run, (text as string).length * 3)
  const hashed = hashText(text as string, (algorithm as string | undefined) ?? 'SHA-256')
  if (hashed === undefined) throw languageError('D3141', { message: `Unknown hash algorithm: ${String(algorithm)}` })
  return hashed
}

const parse: BuiltIn = (run, [text]) => {
  if (text === undefined) return undefined
  hold(run, (text as string).length)
  // What JSON takes in memory is up to 32 times its text ("[[],[],…").
  waste(run, (text as string).length * 12)
  spend(run, (text as string).length >> 2)
  try {
    return JSON.parse(text as string)
  } catch {
    throw languageError('D3141', { message: 'The argument of the parse function must be valid JSON' })
  }
}

const random: BuiltIn = (run, [seed]) => (seed === undefined ? run.scope.env.random() : seededRandom(seed as number))

const fromMillis = libraryFunction('fromMillis').implementation
const now: BuiltIn = (run, [picture, timezone]) => {
  spend(run, 100)
  return fromMillis(run.scope.now, picture, timezone)
}

/** What Step Functions adds to JSONata, and what it must answer from the execution itself. */
export const awsFunctions: Readonly<Record<string, Native>> = {
  partition: define('<an:a>', 2, partition),
  range: define('<nnn:a<n>>', 3, range),
  hash: define('<s-s?:s>', 2, hash),
  parse: define('<s-:x>', 1, parse),
  random: define('<n?:n>', 1, random),
  uuid: define('<:s>', 0, run => run.scope.env.uuid()),
  now: define('<s?s?:s>', 2, now),
  millis: define('<:n>', 0, run => run.scope.now),
}
