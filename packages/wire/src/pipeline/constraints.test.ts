import { loadService, type Member, type Shape, type SimpleShape, type StructureShape } from '@pasos/models'
import { expect, test } from 'vitest'
import type { Values } from '../codec/tree.ts'
import { findViolations, patternTest } from './constraints.ts'
import { printedValues } from './printed-values.ts'

// Every constraint of every operation of the services that are or will be served, broken one by one.

const services = [
  ...['states', 'lambda', 'iam', 'sts', 'logs', 'monitoring', 'sqs', 'sns', 'eventbridge', 'scheduler', 'dynamodb', 'dynamodbstreams'],
  ...['s3', 'secretsmanager', 'ssm', 'kms'],
]

interface Broken {
  input: Values
  /** What must be among the findings. */
  finding: string
}

const simple = (shape: Shape): shape is SimpleShape => !['structure', 'union', 'list', 'map'].includes(shape.kind)
const small = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)

/** Values that break one demand of a shape each, with the demand's text. */
function* brokenValues(shape: Shape): Generator<[value: unknown, demand: string]> {
  if (!simple(shape)) return
  const { kind, min, max, pattern, values } = shape
  if (values) yield ['no-such-value', `Member must satisfy enum value set: [${printedValues(values).join(', ')}]`]
  if (kind === 'number') {
    if (max !== undefined) yield [max + 1, `Member must have value less than or equal to ${max}`]
    if (min !== undefined) yield [min - 1, `Member must have value greater than or equal to ${min}`]
  }
  if (kind === 'string' || kind === 'blob') {
    const text = (length: number) => (kind === 'blob' ? new Uint8Array(length) : 'x'.repeat(length))
    if (max !== undefined && max < 300_000) yield [text(max + 1), `Member must have length less than or equal to ${max}`]
    if (min) yield [text(min - 1), `Member must have length greater than or equal to ${min}`]
  }
  if (kind === 'string' && pattern !== undefined) {
    const unfit = ['\u0001', '', ' ', '!', '\u{1f600}', '\n'].find(text => !patternTest(pattern)(text) && text.length <= (max ?? 9))
    if (unfit !== undefined) yield [unfit, `Member must satisfy regular expression pattern: ${pattern}`]
  }
}

function shown(member: Member, value: string, sensitive: boolean): string {
  const hidden = sensitive || member.traits.sensitive || ('sensitive' in member.shape && member.shape.sensitive)
  return hidden ? 'Value' : `Value '${value}'`
}

function* brokenMembers(shape: StructureShape, path: string, sensitive: boolean, depth: number): Generator<Broken> {
  for (const member of shape.members) {
    const { name, shape: target } = member
    const place = `${path}${small(name)}`
    const at = `at '${place}' failed to satisfy constraint:`
    if (member.required) yield { input: {}, finding: `Value null ${at} Member must not be null` }
    for (const [value, demand] of brokenValues(target)) {
      const text = value instanceof Uint8Array ? `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]` : String(value)
      yield { input: { [name]: value }, finding: `${shown(member, text, sensitive)} ${at} ${demand}` }
    }
    if (target.kind === 'structure' || target.kind === 'union') {
      if (depth === 0) continue
      const inner = brokenMembers(target, `${place}.`, sensitive || isHidden(member), depth - 1)
      for (const { input, finding } of inner) yield { input: { [name]: input }, finding }
    }
    if (target.kind === 'list') yield* brokenList(member, target, at, sensitive, place, depth)
    if (target.kind === 'map') {
      for (const [key, demand] of brokenValues(target.key)) {
        const finding = `${at} Map keys must satisfy constraint: [`
        yield { input: { [name]: { [String(key)]: emptyOf(target.value) } }, finding }
        expect(demand).toMatch(/^Member must /)
      }
    }
  }
}

function emptyOf(shape: Shape): unknown {
  const empty = { string: '', number: 0, boolean: false, timestamp: new Date(0), blob: new Uint8Array(), document: {}, list: [] }
  return shape.kind in empty ? empty[shape.kind as keyof typeof empty] : {}
}

function isHidden(member: Member): boolean {
  return member.traits.sensitive === true || ('sensitive' in member.shape && member.shape.sensitive === true)
}

type ListTarget = Extract<Shape, { kind: 'list' }>

function* brokenList(member: Member, list: ListTarget, at: string, sensitive: boolean, place: string, depth: number): Generator<Broken> {
  const { name } = member
  const { min, max } = list
  if (max !== undefined && max <= 1000) {
    yield {
      input: { [name]: Array.from({ length: max + 1 }, () => null) },
      finding: `${at} Member must have length less than or equal to ${max}`,
    }
  }
  if (min) yield { input: { [name]: [] }, finding: `${at} Member must have length greater than or equal to ${min}` }
  for (const [value] of brokenValues(list.member))
    yield { input: { [name]: [value] }, finding: `${at} Member must satisfy constraint: [Member must ` }
  if ((list.member.kind === 'structure' || list.member.kind === 'union') && depth > 0) {
    const inner = brokenMembers(list.member, `${place}.1.member.`, sensitive || isHidden(member), depth - 1)
    for (const { input, finding } of inner) yield { input: { [name]: [input] }, finding }
  }
}

test.each(services)('every constraint of %s is enforced, at every depth, in AWS’s words', key => {
  const service = loadService(key)
  let broken = 0
  for (const name of Object.keys(service.model.operations)) {
    const { input: shape } = service.operation(name)!
    for (const { input, finding } of brokenMembers(shape, '', false, 3)) {
      const found = findViolations(shape, input)?.findings ?? []
      if (!found.some(text => text.includes(finding))) expect.fail(`${name}: ${finding}\nfound ${found.join('; ')}`)
      broken++
    }
  }
  expect(broken).toBeGreaterThan(0)
})

test('no pattern of a model takes long, whatever it is given', () => {
  const atoms = ['a', '0', '-', '/', 'a-', 'a/', '0:', 'arn:aws:', '$.a', '[0]', '-a0', 'arn:aws:lambda:us-east-1:123456789012:function:a']
  for (const key of services) {
    for (const [name, shape] of Object.entries(loadService(key).model.shapes)) {
      if (!('pattern' in shape) || shape.pattern === undefined) continue
      const fits = patternTest(shape.pattern)
      const longest = Math.min(shape.max ?? 20_000, 20_000)
      const started = process.threadCpuUsage()
      for (const atom of atoms) {
        for (const length of [26, 500, longest]) {
          if (length <= longest) fits(`${atom.repeat(length / atom.length)}\u0001`)
        }
      }
      // Of this thread alone: the clock would count what else the machine does.
      const { user, system } = process.threadCpuUsage(started)
      expect((user + system) / 1_000, `${key} ${name}`).toBeLessThan(500)
    }
  }
})

test('a shape that contains itself is checked as deep as the input goes', () => {
  const { input } = loadService('dynamodb').operation('PutItem')!
  const nested = { L: [{ M: { a: { L: [{ N: '1' }] } } }] }
  expect(findViolations(input, { TableName: 't', Item: { a: nested }, ReturnValues: 'NONE' })).toBeUndefined()
  expect(findViolations(input, { TableName: '', Item: { a: nested } })?.findings).toEqual([
    "Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ])
})
