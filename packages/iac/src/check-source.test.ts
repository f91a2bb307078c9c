import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkSource, definitionsIn } from './check-source.ts'
import { parseYaml, YamlSyntaxError } from './yaml/source-node.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url))
const read = (path: string) => readFileSync(path, 'utf8')

/** `file:line rule` of each finding, files without their folder. */
function findingsOf(name: string): string[] {
  const found = checkSource(FIXTURES + name, read(FIXTURES + name), {}, read)
  return found.flatMap(({ file, findings }) =>
    findings.map(({ range, rule }) => `${file.slice(FIXTURES.length)}:${range?.start.line} ${rule}`),
  )
}

/** What the comments of a file in YAML expect. */
function expectedIn(name: string): string[] {
  const lines = read(FIXTURES + name).split('\n')
  return lines.flatMap((line, index) => {
    const rule = /# expect: ([\w-]+)/.exec(line)?.[1]
    return rule === undefined ? [] : [`${name}:${index + 1} ${rule}`]
  })
}

/** Where the findings are in other files, or in files that know no comments. */
const ELSEWHERE: Readonly<Record<string, string[]>> = {
  'sam-yaml-uri.yaml': ['reminder.asl.yaml:12 heartbeat-timeout'],
  'serverless-file.yml': ['serverless-machine.yml:5 express-pattern'],
  'cfn-definition-string-block.yaml': [
    'cfn-definition-string-block.yaml:12 missing-target',
    'cfn-definition-string-block.yaml:14 unreachable-state',
  ],
  'cdk-missing-target.template.json': [
    'cdk-missing-target.template.json:34 missing-target',
    'cdk-missing-target.template.json:34 unreachable-state',
  ],
  'cdk-distributed-map.template.json': ['cdk-distributed-map.template.json:10 label'],
  'cfn-two-machines.json': ['cfn-two-machines.json:13 one-of-fields'],
  'serverless-intrinsics.yml': ['serverless-intrinsics.yml:23 parameter-unknown', 'serverless-intrinsics.yml:23 parameter-missing'],
  'serverless-parallel.yml': ['serverless-parallel.yml:16 missing-target', 'serverless-parallel.yml:8 no-terminal-state'],
  // What has no end is told of the machine too.
  'crlf.asl.yaml': ['crlf.asl.yaml:5 missing-target', 'crlf.asl.yaml:1 no-terminal-state'],
  'anchors.asl.yaml': [...expectedIn('anchors.asl.yaml'), 'anchors.asl.yaml:14 unreachable-state'],
}

const PARTS = new Set(['serverless-machine.yml', 'serverless-machines.yml'])

test.each(readdirSync(FIXTURES).filter(name => !PARTS.has(name)))(
  '%s: what is wrong is told where its author wrote it, and nothing else',
  name => {
    expect(findingsOf(name)).toEqual(ELSEWHERE[name] ?? expectedIn(name))
  },
)

test('a place within a text in a template is that of its letters, behind escapes too', () => {
  const file = `${FIXTURES}cdk-missing-target.template.json`
  const text = read(file)
  const { start, end } = checkSource(file, text, {}, read)[0]!.findings[0]!.range!
  expect(text.slice(start.offset, end.offset)).toBe('\\"Default\\":\\"Nope\\"')
})

test('names, types and substitutions come from the template', () => {
  const file = `${FIXTURES}sam-definition-uri.yaml`
  const [orders] = definitionsIn(file, read(file), read)
  expect(orders).toMatchObject({ name: 'Orders', type: 'EXPRESS', file: `${FIXTURES}orders-with-placeholders.asl.json` })
  expect(JSON.parse(orders!.text.text).States).toMatchObject({
    Wait: { Seconds: 3 },
    Ship: { Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Ship' },
    Note: { Parameters: { TableName: 'OrdersTable' } },
  })
})

test('a placeholder is an error where nobody fills it in', () => {
  const text = '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${Fn}","End":true}}}'
  expect(checkSource('a.asl.json', text, {}, read)).toEqual([{ file: 'a.asl.json', findings: [], definitions: 1 }])
  expect(checkSource('a.asl.json', text, { substitutions: false }, read)[0]!.findings).toMatchObject([{ rule: 'resource-arn' }])
})

test('a file that is no YAML is refused with the place', () => {
  const broken = () => checkSource('a.asl.yaml', 'StartAt: A\nStates: [\n', {}, read)
  expect(broken).toThrow(YamlSyntaxError)
  expect(broken).toThrow(expect.objectContaining({ line: expect.any(Number), column: expect.any(Number) }))
})

test('a file that a template names is the one that is refused', () => {
  const broken = (path: string) => {
    if (path.endsWith('flow.asl.yaml')) return 'StartAt: A\nStates: { A: { Type: Wait, Seconds: ${Wait} } }\n'
    throw new Error(path)
  }
  const sam = 'Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties: { DefinitionUri: flow.asl.yaml }\n'
  const serverless = 'service: s\nstepFunctions: { stateMachines: { m: { definition: "${file(flow.asl.yaml)}" } } }\n'
  for (const [name, text] of [
    ['template.yaml', sam],
    ['serverless.yml', serverless],
  ] as const) {
    expect(() => checkSource(`/project/${name}`, text, {}, broken)).toThrow(
      expect.objectContaining({ file: '/project/flow.asl.yaml', line: 2 }),
    )
  }
})

test('a variable of Serverless that is a whole value may become anything, one in a template of CloudFormation stays a text', () => {
  const states = (value: string) => `{ StartAt: A, States: { A: { Type: Wait, Seconds: '${value}', End: true } } }`
  const serverless = (definition: string) => `service: s\nstepFunctions: { stateMachines: { m: { definition: ${definition} } } }\n`
  const found = (name: string, text: string) => checkSource(name, text, {}, read).flatMap(each => each.findings.map(({ rule }) => rule))
  expect(found('serverless.yml', serverless(states('${self:custom.seconds, 5}')))).toEqual([])
  expect(found('serverless.yml', serverless(states('${self:custom.seconds, "5"}')))).toEqual([])
  expect(found('serverless.yml', serverless(states('${self:custom.${opt:stage, self:${env:STAGE}}.seconds}')))).toEqual([])
  for (const text of ['five', '${self:custom.a} or ${self:custom.b}', '${self:custom.a}0'])
    expect(found('serverless.yml', serverless(states(text)))).toEqual(['value-type'])
  for (const some of [
    "{ StartAt: A, States: '${file(states.yml):states}' }",
    "{ StartAt: A, States: { A: { Type: Task, Resource: 'arn:aws:states:::sns:publish', Parameters: '${self:custom.p}', Retry: '${self:custom.retry}', End: true } } }",
  ])
    expect(found('serverless.yml', serverless(some))).toEqual([])
  const unknown = "{ StartAt: A, States: { A: { Type: Wait, Seconds: 5, Secnds: '${self:custom.s}', End: true } } }"
  expect(found('serverless.yml', serverless(unknown))).toEqual(['unsupported-field'])
  // The way on may be hidden in what is not known, and only there.
  const way = (choices: string) =>
    serverless(
      `{ StartAt: A, States: { A: { Type: Choice, Choices: ${choices}, Default: B }, B: { Type: Succeed }, C: { Type: Succeed } } }`,
    )
  expect(found('serverless.yml', way("'${file(rules.yml)}'"))).toEqual([])
  expect(found('serverless.yml', way('[{ Variable: $.a, IsNull: true, Next: B }]'))).toEqual(['unreachable-state'])
  const template = `Resources: { M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { Definition: ${states('${Seconds}')} } } }`
  expect(found('template.yaml', template)).toEqual(['value-type'])
})

test('aliases that unfold without end are refused, and names are only names', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[index]}`).join(', ')}]`),
  ]
  expect(() => checkSource('a.yaml', bomb.join('\n'), {}, read)).toThrow(YamlSyntaxError)
  expect(checkSource('a.asl.yaml', '__proto__: { StartAt: A }\nconstructor: 1\n', {}, read)[0]!.findings.length).toBeGreaterThan(0)
})

test('an alias stands for the last value before it that has its name', () => {
  const { members } = parseYaml('a: &x 1\nb: *x\nc: { d: *x, e: &x two }\nf: [*x, *x]\ng: *later\nh: &later 3\n')
  const [, b, , f, g] = members!.map(({ node }) => node.items?.map(({ value }) => value) ?? node.value)
  expect([b, f, g]).toEqual([1, ['two', 'two'], null])
})

test('an alias in what it stands for is refused', () => {
  expect(() => parseYaml('a: &x { b: [*x] }')).toThrow(YamlSyntaxError)
})

test('a Ref stands for an ARN where that is what CloudFormation gives, and for a name where not', () => {
  const machine = (resource: string) => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Worker: { Type: AWS::Serverless::Function, Properties: { CodeUri: ., Handler: a.b, Runtime: python3.12, AutoPublishAlias: live } }
  Manual: { Type: AWS::StepFunctions::Activity, Properties: { Name: manual } }
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Worker, FunctionVersion: '1', Name: live } }
  First: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Worker } }
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: { StartAt: A, States: { A: { Type: Task, Resource: ${resource}, End: true } } }
`
  const rules = (resource: string) => checkSource('template.yaml', machine(resource), {}, read)[0]!.findings.map(({ rule }) => rule)
  const arns = ['!Ref Manual', "!Sub '${Manual}'", '!GetAtt Manual.Arn', '!Ref Live', '!Ref First', '!Ref Worker.Alias']
  for (const resource of arns) expect(rules(resource), resource).toEqual([])
  expect(rules('!Ref Worker')).toEqual(['resource-arn'])
})

test('how many definitions were looked at is told, so that a template without any does not pass for a good one', () => {
  const template = (uri: string) => `
Resources:
  Machine: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: ${uri} } }
`
  const looked = (uri: string) => checkSource('template.yaml', template(uri), {}, () => '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}')
  expect(looked('m.asl.json').map(({ definitions }) => definitions)).toEqual([0, 1])
  expect(looked('s3://bucket/m.json').map(({ definitions }) => definitions)).toEqual([0])
  expect(looked('{ Bucket: b, Key: k }').map(({ definitions }) => definitions)).toEqual([0])
})
