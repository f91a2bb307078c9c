import { describe, expect, test } from 'vitest'
import { checkSource, definitionsIn } from './check-source.ts'

// As CloudFormation puts values into a definition (services/src/cloudformation/resources/step-functions.ts): as they stand.

const machine = (properties: object) =>
  JSON.stringify({ Resources: { M: { Type: 'AWS::Serverless::StateMachine', Properties: properties } } })
const texts = (template: string, files: Record<string, string> = {}) =>
  definitionsIn('/p/template.json', template, path => files[path] ?? '').map(({ text }) => text.text)

describe('what DefinitionSubstitutions put into a definition', () => {
  const DefinitionSubstitutions = { Line: 'one\\ntwo', Wait: 5, Result: { a: [1] }, Name: 'of ${Line}' }
  const asl =
    '{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":${Wait},"Next":"P"},"P":{"Type":"Pass","Comment":"${Name}","Result":${Result},"End":true}}}'
  const states = { W: { Type: 'Wait', Seconds: 5, Next: 'P' }, P: { Type: 'Pass', Comment: 'of one\ntwo', Result: { a: [1] }, End: true } }

  test('is put into a text and into a file of JSON as it stands, within quotes too', () => {
    const [inText] = texts(machine({ DefinitionString: asl, DefinitionSubstitutions }))
    const [inFile] = texts(machine({ DefinitionUri: 'm.asl.json', DefinitionSubstitutions }), { '/p/m.asl.json': asl })
    for (const text of [inText, inFile]) expect(JSON.parse(text!)).toEqual({ StartAt: 'W', States: states })
  })

  test('is put into an object as it stands in its JSON', () => {
    const Definition = { StartAt: 'P', States: { P: { Type: 'Pass', Comment: '${Name}', End: true } } }
    const [text] = texts(machine({ Definition, DefinitionSubstitutions }))
    expect(JSON.parse(text!).States.P.Comment).toBe('of one\ntwo')
  })

  test('is part of a file of YAML before that is read, and faults keep their lines', () => {
    const yaml = [
      ...['StartAt: W', 'States:', '  W:', '    Type: Wait', '    Seconds: ${Wait}', '    Next: P'],
      ...['  P:', '    Type: Pass', '    Comment: "${Name}"', '    Result: ${Result}', '    End: true', '  Q: {Type: Pass, Next: R}'],
    ].join('\n')
    const template = machine({ DefinitionUri: 'm.asl.yaml', DefinitionSubstitutions })
    const [text] = texts(template, { '/p/m.asl.yaml': yaml })
    expect(JSON.parse(text!).States).toEqual({ ...states, Q: { Type: 'Pass', Next: 'R' } })
    const found = checkSource('/p/template.json', template, {}, () => yaml).flatMap(({ file, findings }) =>
      findings.map(({ rule, range }) => `${file}:${range?.start.line} ${rule}`),
    )
    expect(found).toContain('/p/m.asl.yaml:12 missing-target')
  })

  test('is what Fn::Sub and Fn::Join put together, as it stands', () => {
    const sub = { 'Fn::Sub': ['{"StartAt":"P","States":{"P":{"Type":"Pass","Result":${Own},"End":true}}}', { Own: '{"a":1}' }] }
    const join = {
      'Fn::Join': [
        '',
        ['{"StartAt":"P","States":{"P":{"Type":"Pass","Result":', { 'Fn::Sub': ['${X}', { X: '{"a":1}' }] }, ',"End":true}}}'],
      ],
    }
    for (const DefinitionString of [sub, join])
      expect(JSON.parse(texts(machine({ DefinitionString }))[0]!).States.P.Result).toEqual({ a: 1 })
  })
})

test('an alias that SAM publishes stands for its function, which has no other version here', () => {
  const F = { Type: 'AWS::Serverless::Function', Properties: { FunctionName: 'price', AutoPublishAlias: 'live' } }
  const Definition = { StartAt: 'P', States: { P: { Type: 'Task', Resource: '${F}', TimeoutSeconds: 5, Comment: '${Sub}', End: true } } }
  const DefinitionSubstitutions = { F: { Ref: 'F.Alias' }, Sub: { 'Fn::Sub': 'of ${F.Version}' } }
  const M = { Type: 'AWS::Serverless::StateMachine', Properties: { Definition, DefinitionSubstitutions } }
  const [text] = texts(JSON.stringify({ Resources: { F, M } }))
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:price'
  expect(JSON.parse(text!).States.P).toMatchObject({ Resource: arn, Comment: `of ${arn}` })
})
