import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkDefinition } from './check-definition.ts'
import { describeFinding } from './describe-finding.ts'
import { formatFindings } from './report/text-report.ts'
import { invalidDefinitionMessage, validateResult } from './validate-result.ts'

const NAMES = [
  ...[
    'StartAt',
    'States',
    'Type',
    'Next',
    'End',
    'Choices',
    'Default',
    'Variable',
    'And',
    'Not',
    'Catch',
    'Retry',
    'ErrorEquals',
    'Assign',
  ],
  ...[
    'Branches',
    'ItemProcessor',
    'Parameters',
    'ResultPath',
    'Output',
    'Condition',
    'QueryLanguage',
    'Resource',
    'a.$',
    '__proto__',
    'constructor',
  ],
]
const TEXTS = [
  'A',
  'B',
  'Pass',
  'Task',
  'Choice',
  'Map',
  'Parallel',
  'JSONata',
  '$',
  '$.a',
  '$$',
  '{% $states.input.a %}',
  '{% ( %}',
  'toString',
  '',
]

const value = fc.letrec(tie => ({
  any: fc.oneof(
    { maxDepth: 8, withCrossShrink: true },
    fc.constantFrom<unknown>(...TEXTS, true, false, null, 0, -1, 1.5),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES, 'A', 'B'), tie('any'), { maxKeys: 6, noNullPrototype: true }),
  ),
})).any

test('no definition makes the checks throw', () => {
  fc.assert(
    fc.property(value, fc.dictionary(fc.constantFrom('A', 'B', 'C'), value), fc.boolean(), (any, states, isJsonata) => {
      const machine = { StartAt: 'A', States: states, ...(isJsonata && { QueryLanguage: 'JSONata' }) }
      for (const definition of [any, machine]) {
        const findings = checkDefinition(JSON.stringify(definition) ?? 'null', { samples: { input: { a: 1 } } })
        for (const finding of findings) expect(describeFinding(finding, 'es').message).not.toBe('')
        expect(typeof invalidDefinitionMessage(findings)).toBe('string')
        expect(validateResult(findings).diagnostics.length).toBeLessThanOrEqual(100)
      }
    }),
    { numRuns: 150 },
  )
})

test('no text makes the checks throw', () => {
  fc.assert(fc.property(fc.string(), text => void expect(formatFindings(checkDefinition(text))).not.toBe('')))
})

const chain = (count: number, state: (index: number) => object): string =>
  JSON.stringify({
    StartAt: 'S0',
    States: { ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`S${index}`, state(index)])), Z: { Type: 'Succeed' } },
  })

const HOSTILE: Readonly<Record<string, string>> = {
  'a hundred thousand brackets': '['.repeat(100_000),
  'a hundred thousand objects': '{"a":'.repeat(100_000),
  'a long array': `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,"Result":[${'1,'.repeat(50_000)}1]}}}`,
  'one state written thousands of times': `{"StartAt":"A","States":{${Array.from({ length: 8_000 }, () => '"A":{"Type":"Pass","End":true}').join(',')}}}`,
  'a cycle of states that each add a field': chain(1_500, index => ({
    Type: 'Choice',
    Choices: [{ Variable: '$.a', IsNull: true, Next: 'Z' }],
    Default: `S${(index + 1) % 1_500}`,
  })),
  'a loop that doubles its data': JSON.stringify({
    StartAt: 'I',
    States: {
      I: { Type: 'Pass', Result: { a: 1 }, Next: 'A' },
      A: { Type: 'Pass', Parameters: Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}.$`, '$'])), Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Variable: '$.k', IsPresent: true, Next: 'A' }], Default: 'Z' },
      Z: { Type: 'Succeed' },
    },
  }),
  'a path of a hundred thousand steps': JSON.stringify({
    StartAt: 'A',
    States: { A: { Type: 'Pass', End: true, InputPath: `$${'.a'.repeat(100_000)}` } },
  }),
  'deeply nested JSONata': JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: {
      A: {
        Type: 'Pass',
        End: true,
        Output: [`{% ${'('.repeat(40_000)} %}`, `{% ${'-'.repeat(40_000)}1 %}`, `{% ${'$a := '.repeat(9_000)}1 %}`],
      },
    },
  }),
}

for (const [name, text] of Object.entries(HOSTILE)) {
  test(`${name} takes no more than a second`, () => {
    const start = process.cpuUsage()
    expect(checkDefinition(text).length).toBeLessThanOrEqual(1_000)
    const used = process.cpuUsage(start)
    expect((used.user + used.system) / 1_000).toBeLessThan(1_000)
  })
}
