import { describe, expect, it } from 'vitest'
import { checkInlinePolicy, checkManagedPolicy, checkTrustPolicy } from './check-policy.ts'

function policy(statement: object, version: string | undefined = '2012-10-17'): string {
  return JSON.stringify({ Version: version, Statement: [statement] })
}

const good = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }

describe('identity-based policies', () => {
  it.each([
    ['{', 'Syntax errors in policy.'],
    ['[]', 'Syntax errors in policy.'],
    ['{"Version":"2012-10-17"}', 'Syntax errors in policy.'],
    [policy({ ...good, Effect: 'allow' }), 'Syntax errors in policy.'],
    [policy({ ...good, Colour: 'red' }), 'Syntax errors in policy.'],
    [policy({ ...good, Condition: { StringIs: { a: 'b' } } }), 'Syntax errors in policy.'],
    [policy({ ...good, Action: undefined }), 'Policy statement must contain actions.'],
    [policy({ ...good, Resource: undefined }), 'Policy statement must contain resources.'],
    [policy({ ...good, Action: 'InvokeFunction' }), 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.'],
    [policy({ ...good, Action: 'a:b:c' }), 'Actions/Condition can contain only one colon.'],
    [policy({ ...good, Resource: 'bucket' }), 'Resource bucket must be in ARN format or "*".'],
    [policy({ ...good, Resource: 'arn:gcp:s3:::b' }), 'Partition "gcp" is not valid for resource "arn:gcp:s3:::b".'],
    [policy({ ...good, Principal: '*' }), 'Policy document should not specify a principal.'],
    [
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { ...good, Sid: 'a' },
          { ...good, Sid: 'a' },
        ],
      }),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
  ])('%s is refused: %s', (document, message) => {
    expect(() => checkInlinePolicy(document)).toThrow(message)
  })

  it('may be of the older version only when they are inline', () => {
    expect(() => checkInlinePolicy(policy(good, '2008-10-17'))).not.toThrow()
    expect(() => checkManagedPolicy(policy(good, '2008-10-17'))).toThrow('Policy document must be version 2012-10-17 or greater.')
  })

  it('nested ten thousand deep are refused, not a crash', () => {
    expect(() => checkInlinePolicy('['.repeat(10_000) + ']'.repeat(10_000))).toThrow('Syntax errors in policy.')
  })
})

describe('trust policies', () => {
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }

  it.each([
    ['{', 'This policy contains invalid Json'],
    [policy({ ...trust, Resource: '*' }), 'Has prohibited field Resource'],
    [policy({ ...trust, Principal: undefined }), 'Missing required field Principal'],
    [policy({ ...trust, Action: 'lambda:InvokeFunction' }), 'AssumeRole policy may only specify STS AssumeRole actions.'],
    [policy({ ...trust, Principal: { AWS: 'nobody' } }), 'Invalid principal in policy: "AWS":"nobody"'],
  ])('%s is refused: %s', (document, message) => {
    expect(() => checkTrustPolicy(document)).toThrow(message)
  })

  it('name services, accounts, roles and everybody', () => {
    const principals = ['*', { AWS: '123456789012' }, { AWS: ['arn:aws:iam::123456789012:root', '*'] }, { Service: ['a.amazonaws.com'] }]
    for (const Principal of principals) expect(() => checkTrustPolicy(policy({ ...trust, Principal }))).not.toThrow()
  })
})
