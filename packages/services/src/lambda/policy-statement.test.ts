import { expect, test } from 'vitest'
import { policyText, withStatement } from './policy-statement.ts'

test('a policy has 20,480 bytes and no more, however few letters they are', () => {
  const policyOf = (bytes: number, letter: string) => {
    const statement = (text: string) => ({ Sid: 's', text })
    const rest = bytes - Buffer.byteLength(policyText({ statements: [statement('')] }))
    const size = Buffer.byteLength(letter)
    return statement(`${letter.repeat(Math.floor(rest / size))}${'a'.repeat(rest % size)}`)
  }
  for (const letter of ['a', 'é', '文']) {
    const all = withStatement([], policyOf(20_480, letter))
    expect(Buffer.byteLength(policyText({ statements: all }))).toBe(20_480)
    expect(() => withStatement([], policyOf(20_481, letter))).toThrow('The final policy size (20481) is bigger than the limit (20480).')
  }
})
