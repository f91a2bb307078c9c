import type { Shape } from '@pasos/models'
import type { Chance } from './hostile-requests.ts'

const ACCOUNT = '123456789012'

/** Texts that operations take for something: names, ARNs, documents; and texts that nobody expects. */
const TEXTS = [
  ...[
    'a',
    'fuzzed',
    'x'.repeat(80),
    'x'.repeat(300),
    '',
    ' ',
    '*',
    '$',
    '..',
    '../../etc/passwd',
    'ünïcödé',
    '\u0000',
    '\uD800',
    '<&>"',
    '%00',
  ],
  ...['true', 'null', '0', '-1', '1e400', '2026-02-30T00:00:00Z', 'rate(1 minute)', 'cron(0 0 ? * * *)', 'http://127.0.0.1:1/x', 'arn:aws'],
  ...[
    '{}',
    '[]',
    '{"a":{"b":[1,null]}}',
    '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}',
    '{"Version":"2012-10-17","Statement":[]}',
  ],
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  ...['stateMachine:m', 'execution:m:e', 'activity:a', 'mapRun:m/l:r'].map(path => `arn:aws:states:us-east-1:${ACCOUNT}:${path}`),
  ...['role/r', 'policy/p', 'user/u', 'oidc-provider/o.example'].map(path => `arn:aws:iam::${ACCOUNT}:${path}`),
  ...[
    'lambda:us-east-1:X:function:f',
    'sqs:us-east-1:X:q',
    'sns:us-east-1:X:t',
    'dynamodb:us-east-1:X:table/t',
    'kms:us-east-1:X:key/k',
  ].map(rest => `arn:aws:${rest.replace('X', ACCOUNT)}`),
  ...[`http://127.0.0.1/${ACCOUNT}/q`, 'arn:aws:s3:::bucket/key'],
]
const NUMBERS = [0, 1, -1, 2, 10, 100, 1000, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 1.5, 1e15]
const DEEPEST = 5

/** A value that the shape allows or nearly allows: the right kind, its content by chance. */
export function inputFor(shape: Shape, chance: Chance, depth = 0): unknown {
  switch (shape.kind) {
    case 'structure': {
      const wanted = shape.members.filter(({ required }) => (required ? !chance.happens(0.03) : depth < DEEPEST && chance.happens(0.3)))
      return Object.fromEntries(wanted.map(({ name, shape: member }) => [name, inputFor(member, chance, depth + 1)]))
    }
    case 'list':
      return depth > DEEPEST ? [] : Array.from({ length: chance.number(4) }, () => inputFor(shape.member, chance, depth + 1))
    case 'map':
      return depth > DEEPEST ? {} : { [chance.one(TEXTS)]: inputFor(shape.value, chance, depth + 1) }
    case 'string':
      return shape.values && !chance.happens(0.05) ? chance.one(shape.values) : chance.one(TEXTS)
    case 'number':
      return chance.one(NUMBERS)
    case 'boolean':
      return chance.happens(0.5)
    case 'timestamp':
      return chance.one([0, 1, 1_800_000_000, -1, 1e11])
    case 'blob':
      return Buffer.from(chance.one(TEXTS)).toString('base64')
    default:
      return chance.one([{}, [], null, 1, 'x'])
  }
}
