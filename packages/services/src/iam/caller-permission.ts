import type { OperationContext } from '@pasos/wire'
import type { RoleAuthorizer } from './authorizer.ts'

/** Operations whose IAM action is called otherwise. */
const actionNames: Record<string, string> = {
  'lambda:Invoke': 'InvokeFunction',
  'lambda:InvokeAsync': 'InvokeFunction',
  'lambda:InvokeWithResponseStream': 'InvokeFunction',
}

const actionPrefixes: Record<string, string> = { monitoring: 'cloudwatch' }

/** Anybody may ask who they are; AssumeRole asks for itself, because the trust policy has a say. */
const unchecked = new Set(['sts:GetCallerIdentity', 'sts:GetSessionToken', 'sts:AssumeRole'])

/**
 * The hook of the dispatcher: may this caller do this to the resource the input names? Administrators may do anything; sessions of
 * roles what their policies allow. Answers the message of the refusal, or nothing.
 */
export function createCallerPermission(
  authorizer: RoleAuthorizer,
): (context: OperationContext, input: Record<string, unknown>) => string | undefined {
  return (context, input) => {
    const action = actionOf(context)
    if (unchecked.has(action)) return undefined
    const denied = authorizer.authorizeCaller(context, action, resourceOf(context, input))
    if (denied !== undefined) return denied
    return passedRoles(context, input)
      .map(({ arn, service }) => authorizer.authorizeCaller(context, 'iam:PassRole', arn, { 'iam:PassedToService': service }))
      .find(message => message !== undefined)
  }
}

function actionOf({ service, operation }: OperationContext): string {
  const name = actionNames[`${service}:${operation}`] ?? operation
  return `${actionPrefixes[service] ?? service}:${name}`
}

type Member = (value: string, context: OperationContext) => string

const itself: Member = value => value

const inService =
  (path: string): Member =>
  (value, { service, region, accountId }) =>
    value.startsWith('arn:') ? value : `arn:aws:${service}:${region}:${accountId}:${path}${value}`

const inIam =
  (path: string): Member =>
  (value, { accountId }) =>
    `arn:aws:iam::${accountId}:${path}${value}`

/** By service: members of inputs that say which resource is meant; the first one present counts. */
const resourceMembers: Record<string, [member: string, arn: Member][]> = {
  states: [
    ['executionArn', itself],
    ['stateMachineArn', itself],
    ['stateMachineAliasArn', itself],
    ['stateMachineVersionArn', itself],
    ['activityArn', itself],
    ['mapRunArn', itself],
    ['resourceArn', itself],
  ],
  lambda: [
    ['FunctionName', inService('function:')],
    ['Resource', itself],
    ['LayerName', inService('layer:')],
  ],
  logs: [
    ['logGroupArn', itself],
    ['resourceArn', itself],
    ['logGroupName', inService('log-group:')],
  ],
  iam: [
    ['RoleName', inIam('role/')],
    ['PolicyArn', itself],
    ['PolicyName', inIam('policy/')],
    ['InstanceProfileName', inIam('instance-profile/')],
  ],
}

/** Creating by name: the ARN the thing will have. */
const createdByName: Record<string, string> = { CreateStateMachine: 'stateMachine:', CreateActivity: 'activity:' }

function resourceOf(context: OperationContext, input: Record<string, unknown>): string {
  const created = context.service === 'states' ? createdByName[context.operation] : undefined
  if (created !== undefined) return inService(created)(String(input['name']), context)
  for (const [member, arn] of resourceMembers[context.service] ?? []) {
    const value = input[member]
    if (typeof value === 'string') return arn(value, context)
  }
  return '*'
}

/** Who gives a service a role needs the permission to pass that role. */
function passedRoles({ service, operation }: OperationContext, input: Record<string, unknown>): { arn: string; service: string }[] {
  const member = passingOperations[`${service}:${operation}`]
  const arn = member === undefined ? undefined : input[member]
  return typeof arn === 'string' ? [{ arn, service: `${service}.amazonaws.com` }] : []
}

const passingOperations: Record<string, string> = {
  'states:CreateStateMachine': 'roleArn',
  'states:UpdateStateMachine': 'roleArn',
  'states:TestState': 'roleArn',
  'lambda:CreateFunction': 'Role',
  'lambda:UpdateFunctionConfiguration': 'Role',
}
