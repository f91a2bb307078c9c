import { expect, it } from 'vitest'
import { AlarmRuleProblem, alarmsIn, holds, parseAlarmRule } from './alarm-rule.ts'

/** `a` rings, `o` is well, of `i` nothing is known. */
const stateOf = (alarm: string) => (({ a: 'ALARM', 'a b': 'ALARM', o: 'OK', i: 'INSUFFICIENT_DATA' }) as const)[alarm]

it.each([
  ['ALARM(a)', true],
  ['ALARM("a b")', true],
  ["ALARM('a b') AND OK(o)", true],
  ['OK(a) OR INSUFFICIENT_DATA(i)', true],
  ['NOT ALARM(a)', false],
  ['NOT NOT ALARM(a)', true],
  ['ALARM(gone)', false],
  ['NOT ALARM(gone)', true],
  ['TRUE', true],
  ['False OR true', true],
  ['ALARM(o) AND FALSE OR TRUE', true],
  ['FALSE AND (ALARM(o) OR TRUE)', false],
  ['ALARM(o) OR ALARM(a) AND NOT OK(a)', true],
  ['AT_LEAST(2, ALARM, (a, "a b", o))', true],
  ['AT_LEAST(3, ALARM, (a, "a b", o))', false],
  ['AT_LEAST(50%, OK, (a, o))', true],
  ['AT_LEAST(51%, OK, (a, o))', false],
  ['AT_LEAST(2, NOT OK, (a, i, o)) AND TRUE', true],
])('%s: %s', (rule, is) => expect(holds(parseAlarmRule(rule), stateOf)).toBe(is))

it('names each of its alarms once', () => {
  expect(alarmsIn(parseAlarmRule('ALARM(a) OR (OK("b") AND NOT ALARM(a)) OR AT_LEAST(1, OK, (c, d))'))).toEqual(['a', 'b', 'c', 'd'])
})

it.each([
  ['', 'It ends too early'],
  ['ALARM(a', 'It ends too early'],
  // AWS's own answer, aws/aws-cdk#34662.
  ['()', "Unsupported token ')' at char 1"],
  ['ALARM()', "Unsupported token ')' at char 6"],
  ['ALARM(a) ALARM(b)', "Unsupported token 'ALARM' at char 9"],
  ['WARNING(a)', "Unsupported token 'WARNING' at char 0"],
  ['ALARM("a', 'A quote has no end'],
  ['AT_LEAST(x, ALARM, (a))', 'a number or a percentage'],
  [`${'('.repeat(200)}TRUE${')'.repeat(200)}`, 'deeper than 100 levels'],
  [Array.from({ length: 501 }, () => 'TRUE').join(' OR '), 'more than 500 elements'],
])('%s is none', (rule, words) => {
  expect(() => parseAlarmRule(rule)).toThrow(AlarmRuleProblem)
  expect(() => parseAlarmRule(rule)).toThrow(words)
})

it('counts what is inside each other, and each child of AT_LEAST', () => {
  expect(() => parseAlarmRule(Array(200).fill('(TRUE)').join(' OR '))).not.toThrow()
  expect(() => parseAlarmRule(`AT_LEAST(1, ALARM, (${Array(500).fill('a').join()})) OR TRUE`)).toThrow('more than 500 elements')
})
