import { expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'

const account = '123456789012'
const definition = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } })

/** A role that a service may assume only for a resource like that of this account. */
async function guardedRole(world: Awaited<ReturnType<typeof lambdaWorld>>, service: string, source: string, owner = account) {
  const condition = { ArnLike: { 'aws:SourceArn': source }, StringEquals: { 'aws:SourceAccount': owner } }
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', Condition: condition }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  const { Role } = await world.call('iam', 'CreateRole', { RoleName: `guarded-${service}-${owner}`, AssumeRolePolicyDocument })
  return Role.Arn as string
}

it('a machine and a function may have a role whose trust names them as the source', async () => {
  const world = await lambdaWorld()
  const states = await guardedRole(world, 'states.amazonaws.com', `arn:aws:states:us-east-1:${account}:stateMachine:m*`)
  const create = (name: string, roleArn: string) => world.call('states', 'CreateStateMachine', { name, definition, roleArn })
  const { stateMachineArn } = await create('mine', states)
  await world.call('states', 'UpdateStateMachine', { stateMachineArn, roleArn: states })
  await expect(create('other', states)).rejects.toMatchObject({ code: 'AccessDeniedException' })
  const foreign = await guardedRole(world, 'states.amazonaws.com', 'arn:aws:states:*:*:*:*', '210987654321')
  await expect(create('mine2', foreign)).rejects.toMatchObject({ code: 'AccessDeniedException' })
  const lambda = await guardedRole(world, 'lambda.amazonaws.com', `arn:aws:lambda:us-east-1:${account}:function:f`)
  await world.create('f', { Role: lambda })
  await world.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f', Role: lambda })
  await expect(world.create('g', { Role: lambda })).rejects.toMatchObject({ code: 'InvalidParameterValueException' })
})

it('a rule starts a machine with a role whose trust names the rule', async () => {
  const world = await lambdaWorld()
  const role = await guardedRole(world, 'states.amazonaws.com', 'arn:aws:states:*:*:stateMachine:*')
  const { stateMachineArn } = await world.call('states', 'CreateStateMachine', { name: 'm', definition, roleArn: role })
  const rule = await guardedRole(world, 'events.amazonaws.com', `arn:aws:events:us-east-1:${account}:rule/r`)
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: '*' }] }
  await world.call('iam', 'PutRolePolicy', { RoleName: rule.split('/')[1]!, PolicyName: 'p', PolicyDocument: JSON.stringify(document) })
  await world.call('events', 'PutRule', { Name: 'r', EventPattern: '{"source":["s"]}' })
  await world.call('events', 'PutTargets', { Rule: 'r', Targets: [{ Id: '1', Arn: stateMachineArn, RoleArn: rule }] })
  await world.call('events', 'PutEvents', { Entries: [{ Source: 's', DetailType: 't', Detail: '{}' }] })
  for (;;) {
    const { executions } = await world.call('states', 'ListExecutions', { stateMachineArn })
    if (executions.length > 0) break
    await new Promise(resolve => setTimeout(resolve, 5))
  }
})
