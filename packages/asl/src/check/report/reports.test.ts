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
  const log = findingsToSarif(findings, { file: 'a.asl.json' })
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
