import { loadService } from '@pasos/models'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createDispatcher } from './dispatcher.ts'

// Whatever arrives, the answer is an answer: never a 5xx, never a rejection. Every operation is there and answers nothing.

const scopes = ['states', 'logs', 'lambda', 'iam', 'sts', 'monitoring']
const services = scopes.map(scope => ({
  scope,
  operations: Object.fromEntries(Object.keys(loadService(scope).model.operations).map(name => [name, () => undefined])),
}))
const dispatch = createDispatcher({ services, logger: { error: (_message, details) => console.error(details['error']) } })

const scope = fc.constantFrom(...scopes, 'ec2')
const operation = fc.constantFrom(
  'CreateStateMachine',
  'TestState',
  'CreateRole',
  'TagRole',
  'AssumeRole',
  'PutMetricData',
  'GetMetricData',
  'PutLogEvents',
  'Invoke',
  'constructor',
)
const prefix = fc.constantFrom('AWSStepFunctions', 'Logs_20140328', 'GraniteServiceVersion20100801', '')
const key = fc.constantFrom(
  'name',
  'Tags',
  'tags',
  'Tags.member.1.Key',
  'MetricData',
  'MetricData.member.1.Dimensions.member.x',
  '__proto__',
  'StartTime',
  'logEvents',
  'mock',
)
// What a segment of a path may have as it is, and any other code point escaped, as `fc.webPath()` makes them: that first makes a map of all
// million code points, which took a second.
const escaped = fc.nat(0x10_ff_ff).map(point => encodeURIComponent(String.fromCodePoint(point).toWellFormed()))
const segment = fc.array(fc.oneof(fc.constantFrom(..."aZ09-._~!$&'()*+,;=:@"), escaped)).map(parts => `/${parts.join('')}`)
const url = fc.oneof(
  fc.constantFrom(
    '/',
    '/2015-03-31/functions/',
    '/2015-03-31/functions/f/invocations?Qualifier=%zz',
    '/2015-03-31/functions/%E0%A4%A/policy',
    '/?Action=GetRole',
    '//..//',
    '/service/GraniteServiceVersion20100801/operation/PutMetricData',
  ),
  fc.array(segment).map(segments => segments.join('')),
)
const body = fc.oneof(
  fc.json({ depthSize: 'small' }),
  fc.dictionary(key, fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string())).map(value => JSON.stringify(value)),
  fc.array(fc.tuple(key, fc.string())).map(fields => new URLSearchParams(fields).toString()),
  fc.uint8Array({ maxLength: 60 }),
)
const headers = fc.record(
  {
    authorization: fc.oneof(
      scope.map(name => `AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/${name}/aws4_request, SignedHeaders=host, Signature=00`),
      fc.string(),
    ),
    'x-amz-target': fc.tuple(prefix, operation).map(([first, second]) => `${first}.${second}`),
    'content-type': fc.constantFrom('application/x-www-form-urlencoded', 'application/x-amz-json-1.0', 'application/cbor', ''),
    'smithy-protocol': fc.constantFrom('rpc-v2-cbor', ''),
    'x-amz-log-type': fc.string(),
  },
  { requiredKeys: [] },
)

it('no request whatever ends in a 5xx', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'), url, headers, body, async (method, url, headers, body) => {
      const answer = await dispatch({ method, url, headers, body: Buffer.from(body), signal: new AbortController().signal })
      expect(answer.status).toBeLessThan(500)
    }),
    { numRuns: 3000 },
  )
})
