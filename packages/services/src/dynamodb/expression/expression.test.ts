import { describe, expect, it } from 'vitest'
import type { AttributeValue, Item } from '../values/attribute-value.ts'
import { applyUpdate } from './apply-update.ts'
import { meets } from './evaluate-condition.ts'
import { keyConditionOf } from './key-condition.ts'
import { parseCondition } from './parse-condition.ts'
import { parseUpdate } from './parse-update.ts'
import { readPlaceholders } from './placeholders.ts'
import { parseProjection, project } from './projection.ts'

const item: Item = {
  id: { S: 'a' },
  n: { N: '5' },
  flag: { BOOL: true },
  tags: { SS: ['x', 'y'] },
  seq: { L: [{ N: '1' }, { N: '2' }, { N: '3' }] },
  m: { M: { deepest: { S: 'deep' }, cnt: { N: '7' } } },
}
const values: Record<string, AttributeValue> = {
  ':five': { N: '5.0' },
  ':six': { N: '6' },
  ':a': { S: 'a' },
  ':b': { S: 'b' },
  ':x': { S: 'x' },
  ':ss': { SS: ['y', 'z'] },
  ':l': { L: [{ N: '4' }] },
  ':t': { S: 'N' },
}

function names(texts: string[], all: Record<string, string>): Record<string, string> | undefined {
  const used = Object.entries(all).filter(([key]) => texts.some(text => text.includes(key)))
  return used.length > 0 ? Object.fromEntries(used) : undefined
}

/** Placeholders with those values that the text names. */
function placeholders(text: string) {
  const used = Object.entries(values).filter(([key]) => new RegExp(`${key}\\b`).test(text))
  return readPlaceholders(
    {
      ExpressionAttributeNames: names([text], { '#i': 'id', '#m': 'm' }),
      ExpressionAttributeValues: used.length > 0 ? Object.fromEntries(used) : undefined,
    },
    { ConditionExpression: text },
  )
}

const holds = (text: string): boolean => meets(item, parseCondition('ConditionExpression', text, placeholders(text)))
const updated = (text: string): Item => applyUpdate(item, parseUpdate(text, placeholders(text)))

describe('conditions', () => {
  it.each([
    ['n = :five', true],
    ['n <> :five', false],
    ['absent <> :five', true],
    ['absent = :five', false],
    ['n < :six AND NOT n > :six', true],
    ['n BETWEEN :five AND :six', true],
    ['#i IN (:b, :a)', true],
    ['attribute_exists(m.deepest) and attribute_not_exists(m.farther)', true],
    ['attribute_type(n, :t)', true],
    ['begins_with(m.deepest, :a)', false],
    ['contains(tags, :x)', true],
    ['contains(seq, :six)', false],
    ['size(seq) < :five', true],
    ['#m.#i = :a OR (flag = :a OR seq[1] < :five)', true],
    ['n = :a', false],
    ['n < :a', false],
  ])('%s is %s', (text, result) => {
    expect(holds(text)).toBe(result)
  })

  it.each([
    [
      'n = :missing',
      'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :missing',
    ],
    [
      '#none = :a',
      'Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #none',
    ],
    ['name = :a', 'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: name'],
    ['n = = :a', 'Invalid ConditionExpression: Syntax error; token: "=", near: "= = :a"'],
    ['n =', 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="'],
    ['', 'Invalid ConditionExpression: The expression can not be empty;'],
    ['foo(n)', 'Invalid ConditionExpression: Invalid function name; function: foo'],
    [
      'contains(n)',
      'Invalid ConditionExpression: Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1',
    ],
    [
      'begins_with(n, :five)',
      'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    ['n BETWEEN :six AND :five', /requires upper bound to be greater than or equal to lower bound/],
    [`${'('.repeat(2_000)}n = :a`, /nested too deeply/],
    [`${'NOT '.repeat(1_000)}n = :a`, /nested too deeply/],
  ])('refuses %s', (text, message) => {
    expect(() => holds(text)).toThrow(message)
  })

  it('says which placeholders no expression used', () => {
    const given = readPlaceholders(
      { ExpressionAttributeNames: { '#u': 'x' }, ExpressionAttributeValues: { ':v': { S: '' } } },
      { ConditionExpression: 'a = :v' },
    )
    parseCondition('ConditionExpression', 'a = :v', given)
    expect(() => given.checkAllUsed()).toThrow('Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}')
  })
})

describe('updates', () => {
  it('reads the item as it was before', () => {
    const after = updated('SET n = n + :five, prev = n, seq[9] = :six, seq[0] = seq[2], m.deepest = :b REMOVE seq[1]')
    expect(after.n).toEqual({ N: '10' })
    expect(after.prev).toEqual({ N: '5' })
    expect(after.seq).toEqual({ L: [{ N: '3' }, { N: '3' }, { N: '6' }] })
    expect(after.m).toEqual({ M: { deepest: { S: 'b' }, cnt: { N: '7' } } })
    expect(item.n).toEqual({ N: '5' })
  })

  it('counts, appends and keeps what is there', () => {
    const after = updated(
      'SET fresh = if_not_exists(fresh, :six), n = if_not_exists(n, :six), seq = list_append(seq, :l) ADD tags :ss, hits :five',
    )
    expect(after.fresh).toEqual({ N: '6' })
    expect(after.n).toEqual({ N: '5' })
    expect(after.seq).toEqual({ L: [{ N: '1' }, { N: '2' }, { N: '3' }, { N: '4' }] })
    expect(after.tags).toEqual({ SS: ['x', 'y', 'z'] })
    expect(after.hits).toEqual({ N: '5' })
  })

  it('takes members from a set, and the set with its last one', () => {
    expect(updated('DELETE tags :ss').tags).toEqual({ SS: ['x'] })
    const both = parseUpdate(
      'DELETE tags :v',
      readPlaceholders({ ExpressionAttributeValues: { ':v': { SS: ['y', 'x'] } } }, { UpdateExpression: '' }),
    )
    expect(applyUpdate(item, both)).not.toHaveProperty('tags')
  })

  it.each([
    ['SET n = :five SET m = :six', 'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;'],
    [
      'SET m = :five, m.deepest = :a',
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, deepest]',
    ],
    ['SET q = absent', 'The provided expression refers to an attribute that does not exist in the item'],
    ['SET absent.x = :a', 'The document path provided in the update expression is invalid for update'],
    [
      'SET n = n + :a',
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, operand type: S',
    ],
    ['SET n = m + :five', 'An operand in the update expression has an incorrect data type'],
    [
      'ADD n :a',
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND',
    ],
    ['PUT n :a', 'Invalid UpdateExpression: Syntax error; token: "PUT", near: "PUT n"'],
  ])('refuses %s', (text, message) => {
    expect(() => updated(text)).toThrow(message)
  })
})

describe('projections and key conditions', () => {
  it('gives the parts where they are', () => {
    const paths = parseProjection('#i, m.cnt, seq[2], seq[0], nothing', placeholders('#i'))
    expect({ ...project(item, paths) }).toEqual({ id: { S: 'a' }, m: { M: { cnt: { N: '7' } } }, seq: { L: [{ N: '1' }, { N: '3' }] } })
  })

  const keys = { hash: { name: 'pk', type: 'S' as const }, range: { name: 'sk', type: 'N' as const } }
  const asked = (text: string) => keyConditionOf(parseCondition('KeyConditionExpression', text, placeholders(text)), keys)

  it('takes the hash key and one condition of the sort key, in either order', () => {
    expect(asked(':five <= sk AND pk = :a')).toEqual({
      hash: { S: 'a' },
      range: { kind: 'compare', comparator: '>=', value: { N: '5' } },
    })
    expect(asked('(pk = :a) AND (sk BETWEEN :five AND :six)').range).toEqual({ kind: 'between', low: { N: '5' }, high: { N: '6' } })
  })

  it.each([
    ['sk = :five', 'Query condition missed key schema element: pk'],
    ['pk = :a AND third = :five', 'Query condition missed key schema element: sk'],
    ['pk > :a', 'Query key condition not supported'],
    ['pk = :a OR sk = :five', 'Invalid operator used in KeyConditionExpression: OR'],
    ['pk = :five', 'One or more parameter values were invalid: Condition parameter type does not match schema type'],
  ])('refuses %s', (text, message) => {
    expect(() => asked(text)).toThrow(message)
  })
})
