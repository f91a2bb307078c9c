import type { FakeClock } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import { openServices } from '../../declaration/open-services.ts'
import { memoryPorts, permissionOver } from '../../declaration/testing/memory-ports.ts'
import { createServiceCaller } from '../../integrations/service-caller.ts'
import { allServices } from '../../services.ts'
import { lambdaService } from '../service.ts'
import { echoHost, memoryCodeStore } from '../test-host.ts'

const accountId = '123456789012'
const region = 'us-east-1'

/**
 * Every service on ports in memory, called as the account's owner, with functions that answer their payload and fail when it says so.
 * Functions run as the role `functions`, which may do what `policy` allows.
 */
export async function lambdaWorld(policy: string[] = ['*']) {
  const ports = memoryPorts()
  const host = echoHost()
  const problems: string[] = []
  const logger = { error: (message: string, details: Record<string, unknown>) => void problems.push(`${message}: ${details['reason']}`) }
  const functions = async () => ({ host, codeStore: { ...memoryCodeStore(), collect: async () => undefined } })
  const caller = createServiceCaller({
    ...{ catalog: ports.catalog, ids: ports.ids, logger, services: allServices },
    authorizeCaller: permissionOver(ports, allServices),
    operations: () => services.operations,
  })
  const services = openServices(allServices, { ...ports, caller, functions, logger })
  const clock = ports.clock as FakeClock

  // biome-ignore lint/suspicious/noExplicitAny: answers of many operations; tests look into them as they know them.
  async function call(scope: string, operation: string, input: object): Promise<any> {
    const run = services.operations.find(service => service.scope === scope)!.operations[operation]!
    const context: OperationContext = {
      ...{ requestId: ports.ids.uuid(), service: scope, operation, region, accountId },
      caller: { accountId, accessKeyId: 'root', arn: `arn:aws:iam::${accountId}:root`, userId: accountId },
      signal: new AbortController().signal,
    }
    return run(input, context)
  }

  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }
  await call('iam', 'CreateRole', { RoleName: 'functions', AssumeRolePolicyDocument: JSON.stringify(trust) })
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: policy, Resource: '*' }] }
  await call('iam', 'PutRolePolicy', { RoleName: 'functions', PolicyName: 'p', PolicyDocument: JSON.stringify(document) })
  const create = (FunctionName: string, more: object = {}) =>
    call('lambda', 'CreateFunction', {
      ...{ FunctionName, Runtime: 'nodejs24.x', Handler: 'main.handler', Role: `arn:aws:iam::${accountId}:role/functions` },
      ...{ Code: { ZipFile: Buffer.from('PK zip') }, ...more },
    })
  const invoke = (FunctionName: string, payload: unknown) =>
    call('lambda', 'Invoke', { FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(payload)) })
  /** All messages of a queue, parsed where they are JSON. */
  async function messages(QueueUrl: string): Promise<{ body: unknown; attributes: Record<string, { StringValue: string }> }[]> {
    const { Messages = [] } = await call('sqs', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] })
    return Messages.map((message: { Body: string; MessageAttributes: Record<string, { StringValue: string }> }) => ({
      body: JSON.parse(message.Body),
      attributes: message.MessageAttributes ?? {},
    }))
  }
  async function queue(QueueName: string, Attributes: Record<string, string> = {}): Promise<{ url: string; arn: string }> {
    const { QueueUrl } = await call('sqs', 'CreateQueue', { QueueName, Attributes })
    return { url: QueueUrl, arn: `arn:aws:sqs:${region}:${accountId}:${QueueName}` }
  }
  return { call, create, invoke, messages, queue, host, clock, problems, ports, services, lambda: () => services.face(lambdaService)! }
}
