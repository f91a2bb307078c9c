import { randomInt } from 'node:crypto'
import type { Operation, secretsmanager } from '@pasos/wire'
import { invalidParameter } from '../errors.ts'

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

/** By default at least one character of each kind. */
export function getRandomPassword(): Operation<secretsmanager.GetRandomPasswordRequest, secretsmanager.GetRandomPasswordResponse> {
  return input => {
    const kinds = kindsOf(input)
    const length = input.PasswordLength ?? 32
    if (kinds.length === 0) throw invalidParameter('All character types have been excluded: no password can be made.')
    const required = (input.RequireEachIncludedType ?? true) ? kinds : []
    if (length < required.length)
      throw invalidParameter(`PasswordLength must be at least ${required.length} for each included character type to be there.`)
    const all = kinds.join('')
    const letters = [...required.map(pick), ...Array.from({ length: length - required.length }, () => pick(all))]
    return { RandomPassword: shuffled(letters).join('') }
  }
}

function kindsOf(input: secretsmanager.GetRandomPasswordRequest): string[] {
  const excluded = new Set(input.ExcludeCharacters)
  const kinds = [
    input.ExcludeLowercase ? '' : LOWER,
    input.ExcludeUppercase ? '' : LOWER.toUpperCase(),
    input.ExcludeNumbers ? '' : DIGITS,
    input.ExcludePunctuation ? '' : PUNCTUATION,
    input.IncludeSpace ? ' ' : '',
  ]
  return kinds.map(kind => [...kind].filter(letter => !excluded.has(letter)).join('')).filter(kind => kind !== '')
}

function pick(letters: string): string {
  return letters[randomInt(letters.length)]!
}

function shuffled(letters: string[]): string[] {
  for (let last = letters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    ;[letters[last], letters[other]] = [letters[other]!, letters[last]!]
  }
  return letters
}
