import type { JsonObject } from '@pasos/asl'
import { describe, expect, it } from 'vitest'
import { processedTemplate } from '../template/processed-template.ts'

const transformed = (Resources: object) =>
  processedTemplate(JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', Resources })).resources
const F = { Type: 'AWS::Serverless::Function', Properties: { Handler: 'i.h', Runtime: 'nodejs24.x', CodeUri: 's3://b/k.zip' } }
const M = { Type: 'AWS::Serverless::StateMachine', Properties: { Definition: {} } }
const T = { Type: 'AWS::Serverless::SimpleTable' }
const connector = (Source: object, Destination: object, ...Permissions: string[]) => ({
  Type: 'AWS::Serverless::Connector',
  Properties: { Source, Destination, Permissions },
})
const statementsOf = (resource: { properties: JsonObject } | undefined) =>
  (resource!.properties['PolicyDocument'] as { Statement: JsonObject[] }).Statement

describe('connectors of SAM', () => {
  it('grant the role of a function what AWS documents for writing a table, and for reading it', () => {
    const { CPolicy } = transformed({ F, T, C: connector({ Id: 'F' }, { Id: 'T' }, 'Write') })
    expect(CPolicy).toMatchObject({ type: 'AWS::IAM::ManagedPolicy', properties: { Roles: [{ Ref: 'FRole' }] } })
    const names = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLDelete', 'PartiQLInsert', 'PartiQLUpdate']
    const Arn = { 'Fn::GetAtt': ['T', 'Arn'] }
    expect(statementsOf(CPolicy)).toEqual([
      { Effect: 'Allow', Action: names.map(each => `dynamodb:${each}`), Resource: [Arn, { 'Fn::Sub': ['${Arn}/index/*', { Arn }] }] },
    ])
    const both = transformed({ F, T, C: connector({ Id: 'F' }, { Id: 'T' }, 'Read', 'Write') })
    expect(statementsOf(both['CPolicy']).map(({ Action }) => (Action as string[])[0])).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem'])
  })

  it('stand within their source as well, with what they say beside their properties and with several destinations', () => {
    const Connectors = {
      Calls: { DependsOn: 'T', DeletionPolicy: 'Retain', Properties: { Destination: [{ Id: 'F' }, { Id: 'N' }], Permissions: ['Write'] } },
    }
    const resources = transformed({ F, T, N: M, M: { ...M, Connectors } })
    const [first, second] = [resources['MCallsDestination0Policy'], resources['MCallsDestination1Policy']]
    expect(first).toMatchObject({ dependsOn: ['T'], deletionPolicy: 'Retain', properties: { Roles: [{ Ref: 'MRole' }] } })
    expect(statementsOf(first)).toMatchObject([{ Action: ['lambda:InvokeAsync', 'lambda:InvokeFunction'] }])
    expect(statementsOf(second).map(({ Action }) => (Action as string[])[0])).toEqual([
      ...['states:StartExecution', 'states:StopExecution', 'events:PutTargets'],
    ])
    expect(JSON.stringify(statementsOf(second))).toContain('"Name":{"Fn::GetAtt":["N","Name"]}')
  })

  it('let a topic, a rule and a bucket call functions and fill queues', () => {
    const resources = transformed({
      ...{ F, S: { Type: 'AWS::SNS::Topic' }, Q: { Type: 'AWS::SQS::Queue' }, R: { Type: 'AWS::Events::Rule', Properties: {} } },
      ...{ A: connector({ Id: 'S' }, { Id: 'F' }, 'Write'), B: connector({ Id: 'S' }, { Id: 'Q' }, 'Write') },
      ...{ D: connector({ Id: 'R' }, { Id: 'S' }, 'Write') },
      E: connector({ Type: 'AWS::ApiGatewayV2::Api', ResourceId: 'api', Qualifier: 'prod/GET/a' }, { Id: 'F' }, 'Write'),
    })
    expect(resources['AWriteLambdaPermission']!.properties).toMatchObject({ Principal: 'sns.amazonaws.com', SourceArn: { Ref: 'S' } })
    expect(resources['BQueuePolicy']!.properties).toMatchObject({
      Queues: [{ Ref: 'Q' }],
      PolicyDocument: { Statement: [{ Principal: { Service: 'sns.amazonaws.com' }, Action: ['sqs:SendMessage'] }] },
    })
    expect(resources['DTopicPolicy']!.properties).toMatchObject({
      Topics: [{ Ref: 'S' }],
      PolicyDocument: { Statement: [{ Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['R', 'Arn'] } } } }] },
    })
    expect(JSON.stringify(resources['EWriteLambdaPermission'])).toContain('{"api":"api","qualifier":"prod/GET/a"}')
  })

  it('grant the role of the destination where it is that which reads', () => {
    const { CPolicy } = transformed({ F, T, C: connector({ Id: 'T' }, { Id: 'F' }, 'Read') })
    expect(CPolicy!.properties['Roles']).toEqual([{ Ref: 'FRole' }])
    expect(JSON.stringify(statementsOf(CPolicy))).toContain('${Arn}/stream/*')
  })

  it('name roles of elsewhere: by their name, or out of the ARN that a resource has', () => {
    const Type = 'AWS::Lambda::Function'
    const { CPolicy } = transformed({ T, C: connector({ Type, RoleName: 'r' }, { Id: 'T' }, 'Read') })
    expect(CPolicy!.properties['Roles']).toEqual(['r'])
    const role = (Role: unknown) => {
      const own = { ...F, Properties: { ...F.Properties, Role } }
      return transformed({ F: own, T, C: connector({ Id: 'F' }, { Id: 'T' }, 'Read') })['CPolicy']!.properties['Roles']
    }
    expect(role('arn:aws:iam::123456789012:role/path/own')).toEqual(['own'])
    expect(role({ 'Fn::GetAtt': 'R.Arn' })).toEqual([{ Ref: 'R' }])
    expect(role({ Ref: 'RoleArn' })).toEqual([{ 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'RoleArn' }] }] }])
  })

  it.each<[string, object, string]>([
    [
      'between kinds that there is none for',
      connector({ Id: 'T' }, { Id: 'M' }, 'Read'),
      'Unable to create connector from AWS::DynamoDB::Table',
    ],
    ['that may not write', connector({ Id: 'T' }, { Id: 'F' }, 'Write'), 'has no permission Write'],
    ['without a role', connector({ Type: 'AWS::Lambda::Function' }, { Id: 'T' }, 'Read'), "'RoleName' is needed"],
    ['to nothing of the template', connector({ Id: 'F' }, { Id: 'X' }, 'Read'), "logical ID 'X'"],
    ['without permissions', connector({ Id: 'F' }, { Id: 'T' }), "'Permissions' must be a list"],
    ['without an end', { Type: 'AWS::Serverless::Connector', Properties: { Source: { Id: 'F' }, Permissions: ['Read'] } }, "'Destination'"],
  ])('are refused %s', (_, C, said) => {
    expect(() => transformed({ F, M, T, C })).toThrow(`Resource with id [C] is invalid.`)
    expect(() => transformed({ F, M, T, C })).toThrow(said)
  })
})
