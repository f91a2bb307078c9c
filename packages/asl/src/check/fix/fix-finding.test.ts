import { describe, expect, it } from 'vitest'
import { checkDefinition } from '../check-definition.ts'
import { applyFixes, fixFinding } from './fix-finding.ts'
import { spelledLike } from './spelled-like.ts'

/** The text after every safe fix, round by round, as `pasos validate --fix` makes them. */
function fixed(text: string): string {
  const fixes = checkDefinition(text).flatMap(finding => fixFinding(text, finding) ?? [])
  const next = applyFixes(
    text,
    fixes.filter(({ isSafe }) => isSafe),
  )
  return next === text ? text : fixed(next)
}
const machine = (state: string, more = '') => `{ "StartAt": "A",\n  "States": { "A": { ${state} }${more} } }\n`
const offered = (text: string) => checkDefinition(text).flatMap(finding => fixFinding(text, finding) ?? [])

describe('a finding that can mean one thing only is mended where it stands, and nothing else changes', () => {
  const task = '"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f"'
  it.each([
    [
      'a state that is called a little otherwise',
      machine('"Type": "Pass", "Next": "ship it"', ',\n "Ship_It": {"Type":"Succeed"}'),
      '"ship it"',
      '"Ship_It"',
    ],
    ['a type in small letters', machine('"Type": "pass", "End": true'), '"pass"', '"Pass"'],
    ['a field in small letters', machine('"Type": "Pass", "end": true'), '"end"', '"End"'],
    ['a value of a few', machine('"Type": "Pass", "QueryLanguage": "jsonata", "End": true'), '"jsonata"', '"JSONata"'],
    [
      'a Payload that is not there',
      machine(
        `${task}, "Next": "B"`,
        ', "B": { "Type": "Choice", "Choices": [{ "Variable": "$.Payload.even", "BooleanEquals": true, "Next": "C" }], "Default": "C" }, "C": { "Type": "Succeed" }',
      ),
      '$.Payload.even',
      '$.even',
    ],
    [
      'a parameter of an integration',
      machine(
        '"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": { "QueueUrl": "q", "messageBody.$": "$.m" }, "End": true',
      ),
      '"messageBody.$"',
      '"MessageBody.$"',
    ],
    ['a comma too many', machine('"Type": "Pass", "End": true, '), 'true, ', 'true '],
  ])('%s', (_, text, wrong, right) => {
    expect(text).toContain(wrong)
    expect(fixed(text)).toBe(text.replace(wrong, right))
    expect(checkDefinition(fixed(text)).filter(({ severity }) => severity === 'ERROR')).toEqual([])
  })

  it('several in one text, one round after the other', () => {
    const text = machine('"type": "pass", "next": "b",', ', "B": { "Type": "succeed" }')
    expect(fixed(text)).toBe(machine('"Type": "Pass", "Next": "B"', ', "B": { "Type": "Succeed" }'))
  })
})

describe('where there is a doubt, nothing is changed', () => {
  it.each([
    ['two names that are meant perhaps', machine('"Type": "Pass", "Next": "b"', ', "B": {"Type":"Succeed"}, "_B": {"Type":"Succeed"}')],
    ['a letter too many', machine('"Type": "Pass", "Next": "Shipp"', ', "Ship": {"Type":"Succeed"}')],
    ['a field that is there already', machine('"Type": "Pass", "End": true, "end": true')],
    ['the same name in two places', machine('"Type": "Pass", "Parameters": { "end": 1 }, "end": true')],
    ['a comma where a value is wanted', machine('"Type": "Pass", "End": , ')],
    ['no JSON at all', 'StartAt: ,'],
  ])('%s', (_, text) => {
    expect(fixed(text)).toBe(text)
  })

  it('what might be meant is offered, not made', () => {
    const text = machine('"Type": "Pass", "Parameters": { "x": "$.a" }, "End": true')
    expect(offered(text)).toEqual([{ start: text.indexOf('x"'), end: text.indexOf('x"') + 1, text: 'x.$', isSafe: false }])
    expect(offered(machine('"Type": "Pass", "End": false'))).toMatchObject([{ text: 'true', isSafe: false }])
  })
})

it('names are alike by capitals, spaces, hyphens and underscores alone', () => {
  expect(spelledLike('ship-it', ['Ship It', 'Ship'])).toBe('Ship It')
  expect(spelledLike('ship', ['shop'])).toBeUndefined()
  expect(spelledLike('a', ['A', 'a'])).toBe('A')
})
