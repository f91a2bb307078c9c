import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compilePolicy } from './compiled-policy.ts'
import { evaluate } from './evaluate.ts'
import { compilePattern } from './pattern.ts'
import type { PolicyStatement } from './policy-document.ts'
import { requestContext } from './request-context.ts'

const nothing = requestContext({})

/** Wildcards by their definition: try every split. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] === '*') return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)))
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && naive(pattern.slice(1), text.slice(1))
}

const word = (alphabet: string, maxLength: number) => fc.array(fc.constantFrom(...alphabet), { maxLength }).map(letters => letters.join(''))

it('wildcards match what their definition says', () => {
  fc.assert(
    fc.property(word('ab*?', 8), word('ab', 10), (pattern, text) => {
      expect(compilePattern(pattern, { variables: false })(text, nothing)).toBe(naive(pattern, text))
    }),
    { numRuns: 2000 },
  )
})

it('a value put in for a variable is never a wildcard', () => {
  fc.assert(
    fc.property(word('ab*?', 6), word('ab*?', 6), (value, text) => {
      const matches = compilePattern(`x$\{key}`, { variables: true })
      expect(matches(`x${text}`, requestContext({ key: value }))).toBe(value === text)
    }),
  )
})

it('a hostile pattern takes no exponential time', () => {
  const matches = compilePattern(`${'*a'.repeat(50)}b`, { variables: false })
  // Of this thread alone: the clock would count what else the machine does.
  const started = process.threadCpuUsage()
  expect(matches('a'.repeat(2000), nothing)).toBe(false)
  expect(process.threadCpuUsage(started).user / 1_000).toBeLessThan(500)
})

const statement: fc.Arbitrary<PolicyStatement> = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: fc.constantFrom('*', 's:*', 's:Get*', 's:Get?', 's:Put', 't:Put'),
  Resource: fc.constantFrom('*', 'arn:aws:s:::a', 'arn:aws:s:::*', 'arn:aws:s:::b/*'),
})

const request = fc.record({
  action: fc.constantFrom('s:GetA', 's:Get', 's:Put', 't:Put'),
  resource: fc.constantFrom('arn:aws:s:::a', 'arn:aws:s:::b/c', 'arn:aws:t:::x'),
  context: fc.constant(nothing),
})

function compiled(statements: PolicyStatement[]) {
  return compilePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
}

it('an explicit deny wins, and the order of statements and policies does not matter', () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 6 }), request, (statements, asked) => {
      const applying = statements.filter(one => compiled([one])[0]!.applies(asked))
      const expected = applying.some(one => one.Effect === 'Deny') ? 'explicit-deny' : applying.length > 0 ? 'allow' : 'implicit-deny'
      expect(evaluate([compiled(statements)], asked).decision).toBe(expected)
      expect(
        evaluate(
          [...statements].reverse().map(one => compiled([one])),
          asked,
        ).decision,
      ).toBe(expected)
    }),
    { numRuns: 1000 },
  )
})

it('one more allow never takes a permission away, one more deny never gives one', () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 5 }), statement, request, (statements, added, asked) => {
      const decide = (policies: PolicyStatement[]) =>
        policies.length === 0 ? 'implicit-deny' : evaluate([compiled(policies)], asked).decision
      const before = decide(statements)
      if (before === 'allow') expect(decide([...statements, { ...added, Effect: 'Allow' }])).toBe('allow')
      if (before !== 'allow') expect(decide([...statements, { ...added, Effect: 'Deny' }])).not.toBe('allow')
    }),
    { numRuns: 1000 },
  )
})
