import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { deployableOfTemplate } from './deployable-template.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-template-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const read = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return deployableOfTemplate(join(folder, name), file => `{"file":"${file.slice(folder.length + 1)}","call":"\${ChargeArn}"}`)
}
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:charge-dev'

test('SAM: a definition in a file with substitutions, functions with what Globals say', () => {
  const { machines, functions } = read(
    'template.yaml',
    `Transform: AWS::Serverless-2016-10-31
Parameters: { Stage: { Type: String, Default: dev } }
Globals: { Function: { Runtime: nodejs22.x, Handler: main.handler, Timeout: 10, Environment: { Variables: { STAGE: !Ref Stage, LEVEL: info, NAME: !Ref Stage } } } }
Resources:
  Charge: { Type: AWS::Serverless::Function, Properties: { CodeUri: functions/charge/, FunctionName: !Sub "charge-\${Stage}", MemorySize: 256, Environment: { Variables: { LEVEL: debug, NAME: !Sub "a-\${Stage}", QUEUE: !ImportValue queue } } } }
  FromS3: { Type: AWS::Serverless::Function, Properties: { CodeUri: s3://bucket/key } }
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      DefinitionUri: order.asl.json
      DefinitionSubstitutions: { ChargeArn: !GetAtt Charge.Arn }
`,
  )
  expect(functions).toEqual([
    {
      ...{ name: 'charge-dev', handler: 'main.handler', runtime: 'nodejs22.x', folder: join(folder, 'functions', 'charge') },
      ...{ timeoutSeconds: 10, memoryMb: 256, environment: { STAGE: 'dev', LEVEL: 'debug', NAME: 'a-dev' } },
    },
  ])
  const definition = `{"file":"order.asl.json","call":"${arn}"}`
  expect(machines).toEqual([{ name: 'Order', type: 'EXPRESS', definition, file: join(folder, 'order.asl.json') }])
})

test('CloudFormation: definitions as objects and as texts, in the short and the long form', () => {
  const { machines } = read(
    'stack.template.yaml',
    `Resources:
  charge-dev: { Type: AWS::Lambda::Function, Properties: { Code: code } }
  Object:
    Type: AWS::StepFunctions::StateMachine
    Properties: { StateMachineName: object, Definition: { StartAt: A, States: { A: { Resource: !GetAtt [charge-dev, Arn] } } } }
  Text:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub
        - '{"Resource":"\${charge-dev.Arn}","Role":"\${Role}","Region":"\${AWS::Region}","Left":"\${Unknown}"}'
        - { Role: !Ref AWS::AccountId }
`.replaceAll('charge-dev', 'ChargeDev'),
  )
  const own = 'arn:aws:lambda:us-east-1:123456789012:function:ChargeDev'
  expect(JSON.parse(machines[0]!.definition).States.A.Resource).toBe(own)
  expect(JSON.parse(machines[1]!.definition)).toEqual({ Resource: own, Role: '123456789012', Region: 'us-east-1', Left: '${Unknown}' })
})

test('CDK: joined texts, and code where the asset lies', () => {
  const handler = { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'b' }, Handler: 'i.h', Runtime: 'nodejs22.x' } }
  const DefinitionString = { 'Fn::Join': ['', ['{"Resource":"', { 'Fn::GetAtt': ['H1', 'Arn'] }, '"}']] }
  const Resources = {
    H1: { ...handler, Metadata: { 'aws:asset:path': 'asset.1' } },
    M1: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString } },
  }
  const { machines, functions } = read('Stack.template.json', JSON.stringify({ Resources }))
  expect(functions).toEqual([{ name: 'H1', handler: 'i.h', runtime: 'nodejs22.x', folder: join(folder, 'asset.1'), environment: {} }])
  expect(JSON.parse(machines[0]!.definition)).toEqual({ Resource: 'arn:aws:lambda:us-east-1:123456789012:function:H1' })
})

test('SAM and CloudFormation: code that stands in the template', () => {
  const { functions } = read(
    'template.yaml',
    `Globals: { Function: { Runtime: nodejs22.x, Handler: index.handler } }
Resources:
  Short: { Type: AWS::Serverless::Function, Properties: { InlineCode: "exports.handler = async () => 1" } }
  Long: { Type: AWS::Lambda::Function, Properties: { Runtime: python3.13, Handler: index.handler, Code: { ZipFile: !Sub "place = '\${AWS::Region}'" } } }
  Image: { Type: AWS::Lambda::Function, Properties: { Runtime: python3.13, Handler: a.b, Code: { ImageUri: a } } }
  Empty: { Type: AWS::Serverless::Function, Properties: { InlineCode: "" } }
`,
  )
  const file = join(folder, 'template.yaml')
  expect(functions).toEqual([
    {
      name: 'Short',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      inline: { text: 'exports.handler = async () => 1', file },
      environment: {},
    },
    { name: 'Long', runtime: 'python3.13', handler: 'index.handler', inline: { text: "place = 'us-east-1'", file }, environment: {} },
    { name: 'Empty', runtime: 'nodejs22.x', handler: 'index.handler', inline: { text: '', file }, environment: {} },
  ])
})

test('what is no template of these has nothing to deploy', () => {
  expect(read('page.template.yaml', 'title: x')).toEqual({ machines: [], functions: [] })
  expect(() => read('bad.template.yaml', 'a: [')).toThrow()
})
