import { expect, test } from 'vitest'
import { checkDefinition } from '../check-definition.ts'
import { findingsToJson } from './json-report.ts'
import { findingsToSarif } from './sarif-report.ts'
import { formatFindings } from './text-report.ts'

const text =
  '{\n  "StartAt": "A",\n  "States": { "A": { "Type": "Pass", "Next": "B" }, "C": { "Type": "Succeed" }, "D": { "Type": "Wait", "Seconds": 1, "Next": "C" } }\n}'
const findings = checkDefinition(text).slice(0, 1)

test('as text: place, level, code, then what is wrong and what to do', () => {
  expect(formatFindings(findings, { file: 'a.asl.json' })).toBe(
    "a.asl.json:3:38 error MISSING_TRANSITION_TARGET /States/A/Next\n  There is no state 'B' here.\n" +
      '  → Correct the name (capitals count), or add the state to the same list of states: a transition cannot leave its branch or Map.\n',
  )
  expect(formatFindings(findings, { language: 'es' })).toContain("Aquí no hay ningún estado 'B'.")
})

test('as JSON: everything that is known', () => {
  expect(findingsToJson(findings, { file: 'a.asl.json' })).toMatchObject({
    file: 'a.asl.json',
    findings: [
      {
        code: 'MISSING_TRANSITION_TARGET',
        rule: 'missing-target',
        parameters: { target: 'B' },
        explanation: "There is no state 'B' here.",
      },
    ],
  })
})

test('as SARIF: a rule, a region and a logical location', () => {
  const log = findingsToSarif([{ file: 'a.asl.json', findings }])
  expect(log).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'pasos', rules: [{ id: 'missing-target' }] } },
        results: [
          {
            ruleId: 'missing-target',
            ruleIndex: 0,
            level: 'error',
            locations: [
              {
                physicalLocation: { artifactLocation: { uri: 'a.asl.json' }, region: { startLine: 3, startColumn: 38, charLength: 11 } },
                logicalLocations: [{ fullyQualifiedName: '/States/A/Next' }],
              },
            ],
          },
        ],
      },
    ],
  })
})

test('what concerns a whole file stands at its beginning', () => {
  const empty = checkDefinition('')
  expect(formatFindings(empty, { file: 'empty.asl.json' })).toMatch(/^empty\.asl\.json:1:1 error SCHEMA_VALIDATION_FAILED \/\n/)
  expect(findingsToSarif([{ file: 'empty.asl.json', findings: empty }])).toMatchObject({
    runs: [{ results: [{ locations: [{ physicalLocation: { region: { startLine: 1, startColumn: 1 } } }] }] }],
  })
})

test('as SARIF: one run for several files, paths as addresses, rules in the language asked for', () => {
  const log = findingsToSarif(
    [
      { file: 'my machines\\a.asl.json', findings },
      { file: 'b.asl.json', findings },
      { file: 'c.asl.json', findings: [] },
    ],
    'es',
  )
  const [run, ...others] = log['runs'] as { tool: { driver: { rules: object[] } }; results: object[] }[]
  expect(others).toEqual([])
  expect(run?.tool.driver.rules).toMatchObject([{ shortDescription: { text: expect.stringContaining('Aquí no hay') } }])
  expect(run?.results).toMatchObject(
    ['my%20machines/a.asl.json', 'b.asl.json'].map(uri => ({
      ruleIndex: 0,
      locations: [{ physicalLocation: { artifactLocation: { uri } } }],
    })),
  )
})

test.each([
  ['\ufeff{}', 'byte order mark'],
  ['StartAt: A', 'YAML'],
])('says what to do with %j', (given, cure) => {
  expect(formatFindings(checkDefinition(given))).toContain(cure)
})
