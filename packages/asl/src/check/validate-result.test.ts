import { expect, test } from 'vitest'
import { checkDefinition } from './check-definition.ts'
import { hasErrors, invalidDefinitionMessage, validateResult } from './validate-result.ts'

const check = (definition: object) => checkDefinition(JSON.stringify(definition))

test('a refused definition is answered with every error and its place', () => {
  const findings = check({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'C' }, B: { Type: 'Pass', End: true } } })
  expect(invalidDefinitionMessage(findings)).toBe(
    "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: C at /States/A/Next, " +
      `MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B'`,
  )
})

test('what concerns the whole workflow is at null', () => {
  const findings = check({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } })
  expect(invalidDefinitionMessage(findings)).toBe(
    "Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state at null'",
  )
  expect(validateResult(findings).diagnostics).toEqual([
    { severity: 'ERROR', code: 'MISSING_END_STATE', message: 'Workflow has no terminal state' },
  ])
})

test('warnings are given when asked for, advice of ours never', () => {
  const findings = check({
    StartAt: 'A',
    States: {
      A: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: { QueueUrl: 'q', MessageBody: '$.a' },
        End: true,
      },
    },
  })
  expect(hasErrors(findings)).toBe(false)
  expect(validateResult(findings)).toEqual({ result: 'OK', diagnostics: [], truncated: false })
  expect(validateResult(findings, { severity: 'WARNING' }).diagnostics.map(({ code }) => code)).toEqual(['NO_DOLLAR'])
})

test('no more than maxResults are given, and that more were found is said', () => {
  const states = Object.fromEntries(['A', 'B', 'C'].map(name => [name, { Type: 'Pass', End: true, Foo: 1 }]))
  const result = validateResult(check({ StartAt: 'A', States: states }), { maxResults: 2 })
  expect(result).toMatchObject({ result: 'FAIL', truncated: true })
  expect(result.diagnostics).toHaveLength(2)
})
