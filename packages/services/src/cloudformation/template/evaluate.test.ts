import { type Json, parseJson } from '@pasos/asl'
import { describe, expect, it } from 'vitest'
import { evaluate, holds, type Scope, unresolved } from './evaluate.ts'
import { withoutLoops } from './expand-template.ts'
import { withIncludes } from './include.ts'
import { parseTemplate } from './template.ts'

const scope: Scope = {
  parameter: name => ({ P: 'value', List: ['a', 'b'], 'AWS::Region': 'us-east-1' })[name],
  reference: id => `ref-${id}`,
  attribute: (id, name) => `${id}/${name}`,
  mappings: { Sizes: { dev: { memory: 128 } } },
  conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'P' }, 'value'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Number: { 'Fn::Equals': ['1', 1] },
  },
  imported: name => `imported-${name}`,
  region: 'us-east-1',
}

describe('a function of a template', () => {
  it.each<[Json, Json]>([
    [{ Ref: 'P' }, 'value'],
    [{ Ref: 'Queue' }, 'ref-Queue'],
    [{ 'Fn::GetAtt': ['A', 'Outputs.B'] }, 'A/Outputs.B'],
    [{ 'Fn::GetAtt': 'A.Arn' }, 'A/Arn'],
    [{ 'Fn::Sub': '${P} ${Queue} ${Queue.Arn} ${!P} ${AWS::Region}' }, 'value ref-Queue Queue/Arn ${P} us-east-1'],
    [{ 'Fn::Sub': ['${own}-${P}', { own: { Ref: 'Queue' } }] }, 'ref-Queue-value'],
    [{ 'Fn::Join': ['-', ['a', 1, { Ref: 'P' }]] }, 'a-1-value'],
    [{ 'Fn::Join': ['+', { Ref: 'List' }] }, 'a+b'],
    [{ 'Fn::Split': [',', 'a,b'] }, ['a', 'b']],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['.', 'a.b'] }] }, 'b'],
    [{ 'Fn::If': ['Yes', 1, 2] }, 1],
    [{ 'Fn::If': ['No', 1, { Ref: 'P' }] }, 'value'],
    [{ 'Fn::FindInMap': ['Sizes', 'dev', 'memory'] }, 128],
    [{ 'Fn::FindInMap': ['Sizes', 'none', 'memory', { DefaultValue: 1 }] }, 1],
    [{ 'Fn::Base64': 'a' }, 'YQ=='],
    [{ 'Fn::ImportValue': { 'Fn::Sub': '${P}-x' } }, 'imported-value-x'],
    [{ 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    [{ 'Fn::Length': { Ref: 'List' } }, 2],
    [{ 'Fn::ToJsonString': { a: { Ref: 'P' } } }, '{"a":"value"}'],
    [{ 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] }, true],
    [{ 'Fn::And': [{ Condition: 'No' }, { Condition: 'Yes' }] }, false],
    // Not functions: a policy's condition, and members beside one that is called like one.
    [{ Condition: { StringEquals: { a: 'b' } } }, { Condition: { StringEquals: { a: 'b' } } }],
    [
      { Ref: 'P', other: 1 },
      { Ref: 'P', other: 1 },
    ],
  ])('%j is %j', (value, expected) => {
    expect(evaluate(value, scope)).toEqual(expected)
  })

  it('AWS::NoValue takes away the member or the item that has it', () => {
    const gone = { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] }
    expect(evaluate({ a: gone, b: [1, gone, 2], c: { d: { Ref: 'AWS::NoValue' } } }, scope)).toEqual({ b: [1, 2], c: {} })
  })

  it('what is made of what is not known yet is not known either', () => {
    const later = { ...scope, reference: () => unresolved, attribute: () => unresolved }
    const split = { 'Fn::Split': [':', { Ref: 'Machine' }] }
    expect(evaluate({ 'Fn::Select': [6, split] }, later)).toBe(unresolved)
    expect(evaluate({ 'Fn::Select': [6, { 'Fn::Split': [':', { 'Fn::Sub': 'arn:${Machine}' }] }] }, later)).toBe(unresolved)
    expect(evaluate({ 'Fn::Join': ['-', ['a', { 'Fn::Select': [1, { 'Fn::GetAtt': ['Zone', 'Names'] }] }]] }, later)).toBe(
      `a-${unresolved}`,
    )
    expect(() => evaluate({ 'Fn::Select': [6, ['a', 'b']] }, later)).toThrow('nonexistent value')
  })

  it('conditions compare as texts', () => {
    expect([holds('Yes', scope), holds('No', scope), holds('Number', scope)]).toEqual([true, false, true])
  })

  it.each<[Json, RegExp]>([
    [{ 'Fn::Select': [2, ['a', 'b']] }, /cannot select nonexistent value at index 2/],
    [{ 'Fn::FindInMap': ['Sizes', 'prod', 'memory'] }, /Unable to get mapping for Sizes::prod::memory/],
    [{ 'Fn::Nothing': [] }, /unsupported function Fn::Nothing/],
    [{ 'Fn::If': ['None', 1, 2] }, /Unresolved condition dependency None/],
    [{ 'Fn::If': ['Yes', 1] }, /three elements/],
    [{ 'Fn::Join': ['a'] }, /Fn::Join/],
  ])('%j is refused', (value, problem) => {
    expect(() => evaluate(value, scope)).toThrow(problem)
  })
})

it('numbers keep their spelling', () => {
  const text = '{"Definition":{"Seconds":1.0,"Result":[1e3,{"id":12345678901234567890}]}}'
  expect(JSON.stringify(evaluate(parseJson(text), scope))).toBe(text)
  expect(JSON.stringify(evaluate(parseJson('[2.0,{"Ref":"AWS::NoValue"},3.0]'), scope))).toBe('[2.0,3.0]')
})

it('numbers keep their spelling in loops and in what stands elsewhere', async () => {
  const properties = '{"Seconds":1.0,"Result":[1e3,{"id":12345678901234567890}]}'
  const text = `{"Resources":{"Fn::ForEach::Each":["Name",["a","b"],{"A\${Name}":${properties}}],"C":${properties}},"Outputs":{"O":{"Value":2.0}}}`
  const whole = withoutLoops(parseTemplate(text), scope)
  expect(JSON.stringify(whole)).toBe(
    `{"Resources":{"Aa":${properties},"Ab":${properties},"C":${properties}},"Outputs":{"O":{"Value":2.0}}}`,
  )
  const included = '{"Fn::Transform":{"Name":"AWS::Include","Parameters":{"Location":"s3://b/k"}}}'
  const parts = await withIncludes(parseTemplate(`{"Resources":{"A":${included},"Own":3.0,"List":[4.0]}}`), scope, async () => properties)
  expect(JSON.stringify(parts)).toBe(`{"Resources":{"A":${properties},"Own":3.0,"List":[4.0]}}`)
})
