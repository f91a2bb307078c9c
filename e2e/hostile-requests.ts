/** A source of chance that a seed repeats (mulberry32). */
export interface Chance {
  /** From 0 to `below` − 1. */
  number(below: number): number
  one<T>(of: readonly T[]): T
  happens(probability: number): boolean
}

export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const number = (below: number) => Math.floor(next() * below)
  return { number, one: of => of[number(of.length)]!, happens: probability => next() < probability }
}

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:none'
const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:none:one'
const ROLE = 'arn:aws:iam::123456789012:role/none'
const DEFINITION = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}'

/** Valid calls of the JSON services; their values are what gets mutated. None of them runs a function or removes what others use. */
const JSON_CALLS: readonly [target: string, scope: string, input: Record<string, unknown>][] = [
  ['AWSStepFunctions.CreateStateMachine', 'states', { name: 'fuzzed', roleArn: ROLE, definition: DEFINITION, type: 'STANDARD' }],
  ['AWSStepFunctions.ValidateStateMachineDefinition', 'states', { definition: DEFINITION, severity: 'ERROR', maxResults: 10 }],
  ['AWSStepFunctions.StartExecution', 'states', { stateMachineArn: MACHINE, input: '{}', name: 'one' }],
  ['AWSStepFunctions.TestState', 'states', { definition: '{"Type":"Pass","End":true}', roleArn: ROLE, input: '{"a":1}' }],
  ['AWSStepFunctions.ListExecutions', 'states', { stateMachineArn: MACHINE, maxResults: 5, statusFilter: 'RUNNING' }],
  ['AWSStepFunctions.GetExecutionHistory', 'states', { executionArn: EXECUTION, maxResults: 5, reverseOrder: true }],
  ['AWSStepFunctions.SendTaskSuccess', 'states', { taskToken: 'AQ', output: '{}' }],
  ['AWSStepFunctions.TagResource', 'states', { resourceArn: MACHINE, tags: [{ key: 'k', value: 'v' }] }],
  ['AWSStepFunctions.UpdateMapRun', 'states', { mapRunArn: MACHINE, maxConcurrency: 1, toleratedFailurePercentage: 0.5 }],
  ['Logs_20140328.FilterLogEvents', 'logs', { logGroupName: '/aws/lambda/none', filterPattern: '{ $.a = 1 }', startTime: 0, limit: 1 }],
  ['Logs_20140328.PutLogEvents', 'logs', { logGroupName: 'g', logStreamName: 's', logEvents: [{ timestamp: 1, message: 'm' }] }],
  ['Logs_20140328.DescribeLogGroups', 'logs', { logGroupNamePrefix: '/aws', limit: 1 }],
]

const FORM_CALLS: readonly Record<string, string>[] = [
  { Action: 'CreateRole', RoleName: 'fuzzed', AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' },
  { Action: 'GetRole', RoleName: 'none' },
  { Action: 'ListRoles', MaxItems: '3', Marker: 'x' },
  { Action: 'SimulateCustomPolicy', 'PolicyInputList.member.1': '{}', 'ActionNames.member.1': 'a:b' },
  { Action: 'AssumeRole', RoleArn: ROLE, RoleSessionName: 's', DurationSeconds: '900' },
  { Action: 'GetCallerIdentity' },
]

const REST_CALLS: readonly [method: string, address: string, body: string][] = [
  ['GET', '/2015-03-31/functions?MaxItems=3&Marker=x', ''],
  ['GET', '/2015-03-31/functions/none/versions', ''],
  [
    'POST',
    '/2015-03-31/functions',
    '{"FunctionName":"fuzzed","Runtime":"nodejs22.x","Handler":"a.b","Role":"r","Code":{"ZipFile":"UEsFBg=="}}',
  ],
  ['POST', '/2015-03-31/functions/none/invocations?Qualifier=1', '{}'],
  ['PUT', '/2015-03-31/functions/none/configuration', '{"MemorySize":128,"Timeout":3}'],
  ['POST', '/2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Anone', '{"Tags":{"a":"b"}}'],
  ['GET', '/2018-10-31/layers?CompatibleRuntime=nodejs22.x', ''],
]

const ODD_VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    -1,
    0,
    1e308,
    1e18,
    0.5,
    '',
    ' ',
    '\u0000',
    '\ud800',
    '💥'.repeat(50),
    'x'.repeat(3_000),
    '$',
    '$.a[-1]',
    '{% $x %}',
    '__proto__',
  ],
  ...[
    [],
    {},
    [[[[]]]],
    { __proto__: null, constructor: { prototype: 1 } },
    '9'.repeat(400),
    '2030-01-01T00:00:00.123456+00:00',
    'arn:aws:x',
  ],
]
const ODD_TARGETS = [
  '//',
  '///',
  '//%',
  '//a:b:c',
  '/%zz',
  '/?%',
  '/..//..',
  '/service/x/operation/y',
  '*',
  'http://a:99999/',
  '/_pasos/executions/%/events',
].concat(['/_pasos/health', '/_pasos/none', '/index.html', '/assets/../../x', '/?Action=GetRole&RoleName=%', '/a'.repeat(2_000)])

function signature(scope: string): string {
  return `authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${scope}/aws4_request, SignedHeaders=host, Signature=00\r\n`
}

function framed(method: string, target: string, headers: string, body: string): Buffer {
  const bytes = Buffer.from(body)
  const length = method === 'GET' && bytes.length === 0 ? '' : `content-length: ${bytes.length}\r\n`
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\nhost: localhost\r\n${headers}${length}\r\n`), bytes])
}

/** A request whose framing is right, whatever else is wrong: it can be answered on a connection that is kept. */
export function framedRequest(random: Chance): Buffer {
  switch (random.number(5)) {
    case 0:
    case 1: {
      const [target, scope, input] = random.one(JSON_CALLS)
      const type = random.one(['application/x-amz-json-1.0', 'application/x-amz-json-1.1', 'text/plain'])
      return framed('POST', '/', `${signature(scope)}x-amz-target: ${target}\r\ncontent-type: ${type}\r\n`, json(input, random))
    }
    case 2: {
      const fields = Object.entries({ ...(mutated(random.one(FORM_CALLS), random) as Record<string, unknown>), Version: '2010-05-08' })
      const texts = fields.map(([name, value]) => [name, typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value)])
      const body = textual(new URLSearchParams(texts as [string, string][]).toString(), random)
      const signed = random.happens(0.7) ? signature(random.one(['iam', 'sts', 'ec2', 's3'])) : ''
      return framed('POST', '/', `${signed}content-type: application/x-www-form-urlencoded\r\n`, body)
    }
    case 3: {
      const [method, address, body] = random.one(REST_CALLS)
      const value = body === '' ? '' : json(JSON.parse(body), random)
      return framed(method, random.happens(0.3) ? encodeURI(textual(address, random)) : address, signature('lambda'), value)
    }
    default: {
      const cbor = random.happens(0.3) ? 'smithy-protocol: rpc-v2-cbor\r\n' : ''
      return framed(
        random.one(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH']),
        random.one(ODD_TARGETS),
        cbor,
        textual('\u00bf\u0061a', random),
      )
    }
  }
}

/** Bytes whose framing is broken somewhere; they need a connection of their own. */
export function brokenRequest(random: Chance): Buffer {
  const good = framedRequest(random)
  switch (random.number(6)) {
    case 0:
      return good.subarray(0, random.number(good.length))
    case 1: {
      const bytes = Buffer.from(good)
      for (let count = 1 + random.number(8); count > 0; count--) bytes[random.number(Math.min(bytes.length, 300))] = random.number(256)
      return bytes
    }
    case 2:
      return Buffer.from(
        good
          .toString('latin1')
          .replace(
            /content-length: \d+/,
            random.one([
              'content-length: -1',
              'content-length: 1e9',
              'content-length: 5\r\ncontent-length: 6',
              'transfer-encoding: chunked',
            ]),
          ),
        'latin1',
      )
    case 3:
      return Buffer.from(
        `POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n${random.one(['zz', '-1', '5\r\nab', 'ffffffffffffffff'])}\r\n`,
      )
    case 4:
      return Buffer.from(
        random.one([
          '\r\n\r\n',
          'GET\r\n\r\n',
          'GET / HTTP/9.9\r\n\r\n',
          '\u0016\u0003\u0001\u0002',
          'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
          'CONNECT a:1 HTTP/1.1\r\n\r\n',
          `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
        ]),
      )
    default:
      return Buffer.from(Array.from({ length: random.number(400) }, () => random.number(256)))
  }
}

function json(input: unknown, random: Chance): string {
  return textual(JSON.stringify(mutated(input, random)), random)
}

/** The value with one of its parts replaced, most of the time. */
function mutated(value: unknown, random: Chance): unknown {
  if (random.happens(0.15)) return random.one(ODD_VALUES)
  if (Array.isArray(value)) return value.map(item => mutated(item, random))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (random.happens(0.05) ? [] : [[key, mutated(item, random)]])))
}

/** The text, now and then with characters removed, doubled or replaced. */
function textual(text: string, random: Chance): string {
  if (!random.happens(0.25)) return text
  const at = random.number(text.length + 1)
  return (
    text.slice(0, at) +
    random.one(['', '{', '"', '\\', '\u0000', '%', '&', '[', '1e999', '['.repeat(300)]) +
    text.slice(at + random.number(3))
  )
}
