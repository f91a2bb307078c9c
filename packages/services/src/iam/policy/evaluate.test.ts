import { describe, expect, it } from 'vitest'
import { compilePolicy } from './compiled-policy.ts'
import { type Decision, evaluate } from './evaluate.ts'
import type { PolicyStatement } from './policy-document.ts'
import { type ContextValues, requestContext } from './request-context.ts'

const invoke = { action: 'lambda:InvokeFunction', resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' }

function decide(
  statements: Partial<PolicyStatement>[],
  request: { action: string; resource: string } = invoke,
  keys: ContextValues = {},
): Decision {
  const Statement = statements.map(statement => ({ Effect: 'Allow', Action: '*', Resource: '*', ...statement }))
  const policies = [compilePolicy(JSON.stringify({ Version: '2012-10-17', Statement }))]
  return evaluate(policies, { ...request, context: requestContext(keys) }).decision
}

/** Whether a lone allow under this condition applies. */
function holds(condition: PolicyStatement['Condition'], keys: ContextValues): boolean {
  return decide([{ Condition: condition! }], invoke, keys) === 'allow'
}

function variable(name: string): string {
  return `$\{${name}}`
}

describe('a decision', () => {
  it('is an implicit deny without statements that apply', () => {
    expect(decide([{ Action: 'sns:*' }])).toBe('implicit-deny')
  })

  it('is an explicit deny when any statement denies, in whatever order', () => {
    expect(decide([{ Action: 'lambda:*' }, { Effect: 'Deny' }])).toBe('explicit-deny')
    expect(decide([{ Effect: 'Deny' }, { Action: 'lambda:*' }])).toBe('explicit-deny')
  })

  it('compares actions without regard to case and resources with it', () => {
    expect(decide([{ Action: 'LAMBDA:invoke*' }])).toBe('allow')
    expect(decide([{ Resource: invoke.resource.toUpperCase() }])).toBe('implicit-deny')
  })

  it('follows NotAction and NotResource', () => {
    const policy = compilePolicy(
      JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', NotAction: 'lambda:*', Resource: '*' } }),
    )
    const ask = (action: string) => evaluate([policy], { action, resource: '*', context: requestContext({}) }).decision
    expect(ask('lambda:InvokeFunction')).toBe('implicit-deny')
    expect(ask('sns:Publish')).toBe('allow')
    const spared = compilePolicy(
      JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::safe/*' } }),
    )
    const touch = (resource: string) => evaluate([spared], { action: 's3:GetObject', resource, context: requestContext({}) }).decision
    expect(touch('arn:aws:s3:::safe/a')).toBe('implicit-deny')
    expect(touch('arn:aws:s3:::other/a')).toBe('explicit-deny')
  })
})

describe('policy variables', () => {
  const home = [{ Resource: `arn:aws:s3:::home/${variable('aws:PrincipalTag/team')}/*` }]

  it('stand for the value of a key', () => {
    expect(decide(home, { action: 's3:GetObject', resource: 'arn:aws:s3:::home/red/a' }, { 'aws:PrincipalTag/team': 'red' })).toBe('allow')
    expect(decide(home, { action: 's3:GetObject', resource: 'arn:aws:s3:::home/blue/a' }, { 'aws:PrincipalTag/team': 'red' })).toBe(
      'implicit-deny',
    )
  })

  it('match nothing when the key is missing, and have no wildcards in their value', () => {
    const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::home/blue/a' }
    expect(decide(home, request)).toBe('implicit-deny')
    expect(decide(home, request, { 'aws:PrincipalTag/team': '*' })).toBe('implicit-deny')
  })

  it('have defaults, and names for the special characters', () => {
    const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/none*' }
    expect(decide([{ Resource: `arn:aws:s3:::b/${variable("aws:PrincipalTag/team, 'none'")}${variable('*')}` }], request)).toBe('allow')
    expect(
      decide([{ Resource: `arn:aws:s3:::b/${variable("aws:PrincipalTag/team, 'none'")}${variable('*')}` }], {
        ...request,
        resource: 'arn:aws:s3:::b/nonex',
      }),
    ).toBe('implicit-deny')
  })
})

describe('condition operators', () => {
  it.each<[operator: string, expected: string | string[], actual: string, holds: boolean]>([
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', 'a', 'A', false],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringEqualsIgnoreCase', 'a', 'A', true],
    ['StringNotEqualsIgnoreCase', 'a', 'A', false],
    ['StringLike', 'a*?', 'abc', true],
    ['StringNotLike', 'a*', 'abc', false],
    ['NumericEquals', '10', '10.0', true],
    ['NumericNotEquals', '10', '11', true],
    ['NumericLessThan', '10', '9', true],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '10', '10', false],
    ['NumericGreaterThanEquals', '10', '10', true],
    ['NumericEquals', '10', 'ten', false],
    ['DateEquals', '2026-01-01T00:00:00Z', '1767225600', true],
    ['DateNotEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', true],
    ['DateLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', true],
    ['DateLessThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', true],
    ['DateGreaterThan', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00+02:00', false],
    ['DateGreaterThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', true],
    ['Bool', 'true', 'True', true],
    ['BinaryEquals', 'QmFzZTY0', 'QmFzZTY0', true],
    ['IpAddress', '203.0.113.0/24', '203.0.113.9', true],
    ['IpAddress', '2001:db8::/32', '2001:db8:1::1', true],
    ['IpAddress', '203.0.113.0/24', '203.0.114.9', false],
    ['IpAddress', 'nonsense', '203.0.114.9', false],
    ['NotIpAddress', '203.0.113.0/24', '203.0.114.9', true],
    ['ArnEquals', 'arn:aws:sns:*:123456789012:t*', 'arn:aws:sns:us-east-1:123456789012:topic', true],
    ['ArnLike', 'arn:aws:sns:*:topic', 'arn:aws:sns:us-east-1:123456789012:topic', false],
    ['ArnNotEquals', 'arn:aws:sns:*:*:a', 'arn:aws:sns:us-east-1:123456789012:b', true],
    ['ArnNotLike', 'arn:aws:sns:*:*:a', 'arn:aws:sns:us-east-1:123456789012:a', false],
  ])('%s %s against %s: %s', (operator, expected, actual, expectation) => {
    expect(holds({ [operator]: { key: expected } }, { key: actual })).toBe(expectation)
  })

  it('fail without the key, unless they are negated or say IfExists', () => {
    expect(holds({ StringEquals: { key: 'a' } }, {})).toBe(false)
    expect(holds({ StringNotEquals: { key: 'a' } }, {})).toBe(true)
    expect(holds({ StringEqualsIfExists: { key: 'a' } }, {})).toBe(true)
    expect(holds({ StringEqualsIfExists: { key: 'a' } }, { key: 'b' })).toBe(false)
  })

  it('ask for presence with Null', () => {
    expect(holds({ Null: { key: 'true' } }, {})).toBe(true)
    expect(holds({ Null: { key: 'true' } }, { key: 'a' })).toBe(false)
    expect(holds({ Null: { key: false } }, { key: 'a' })).toBe(true)
  })

  it('must hold all together', () => {
    const condition = { StringEquals: { a: '1', b: '2' }, Bool: { c: true } }
    expect(holds(condition, { a: '1', b: '2', c: 'true' })).toBe(true)
    expect(holds(condition, { a: '1', b: '3', c: 'true' })).toBe(false)
  })

  it('find keys whatever their case', () => {
    expect(holds({ StringEquals: { 'AWS:SourceArn': 'x' } }, { 'aws:sourcearn': 'x' })).toBe(true)
  })
})

describe('operators over several values', () => {
  const all = { 'ForAllValues:StringEquals': { key: ['a', 'b'] } }
  const any = { 'ForAnyValue:StringEquals': { key: ['a', 'b'] } }

  it('ForAllValues wants every value, and holds for none', () => {
    expect(holds(all, { key: ['a', 'b'] })).toBe(true)
    expect(holds(all, { key: ['a', 'c'] })).toBe(false)
    expect(holds(all, { key: [] })).toBe(true)
    expect(holds(all, {})).toBe(true)
  })

  it('ForAnyValue wants one value, and fails for none', () => {
    expect(holds(any, { key: ['c', 'b'] })).toBe(true)
    expect(holds(any, { key: ['c'] })).toBe(false)
    expect(holds(any, { key: [] })).toBe(false)
  })

  it('may be negated', () => {
    expect(holds({ 'ForAllValues:StringNotEquals': { key: 'a' } }, { key: ['b', 'c'] })).toBe(true)
    expect(holds({ 'ForAllValues:StringNotEquals': { key: 'a' } }, { key: ['a', 'c'] })).toBe(false)
    expect(holds({ 'ForAnyValue:StringNotEquals': { key: 'a' } }, { key: ['a', 'c'] })).toBe(true)
  })
})
