import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { cloudFormationService } from './service.ts'

let world: Awaited<ReturnType<typeof lambdaWorld>>
beforeEach(async () => {
  world = await lambdaWorld()
})

const call = (operation: string, input: object) => world.call('cloudformation', operation, input)

const template = (Count?: number) =>
  JSON.stringify({
    Resources: {
      Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
      Wait: {
        ...{ Type: 'AWS::CloudFormation::WaitCondition', DependsOn: 'Handle' },
        Properties: { Handle: { Ref: 'Handle' }, Timeout: '30', ...(Count !== undefined && { Count }) },
      },
    },
    Outputs: { Said: { Value: { 'Fn::GetAtt': ['Wait', 'Data'] } } },
  })

const pause = () => new Promise(resolve => setTimeout(resolve, 5))

/** The token of the handle's address, once there is one. */
async function handleToken(): Promise<string> {
  for (;;) {
    const { StackResources } = await call('DescribeStackResources', { StackName: 's' })
    const handle = StackResources.find((resource: { LogicalResourceId: string }) => resource.LogicalResourceId === 'Handle')
    if (handle?.ResourceStatus === 'CREATE_COMPLETE') return handle.PhysicalResourceId.split('/').at(-1)
    await pause()
  }
}

async function settled() {
  for (;;) {
    const [stack] = (await call('DescribeStacks', { StackName: 's' })).Stacks
    if (!stack.StackStatus.endsWith('_IN_PROGRESS')) return stack
    await pause()
  }
}

const signal = async (token: string, body: object | string) =>
  (await world.services.face(cloudFormationService)!).respond(token, typeof body === 'string' ? body : JSON.stringify(body))

/** Why the condition is not there. */
async function reason(): Promise<string> {
  const { StackEvents } = await call('DescribeStackEvents', { StackName: 's' })
  const failed = (event: Record<string, string>) => event['LogicalResourceId'] === 'Wait' && event['ResourceStatus'] === 'CREATE_FAILED'
  return StackEvents.find(failed).ResourceStatusReason
}

describe('a wait condition', () => {
  it('is there once its handle was told so often, and knows what it was told', async () => {
    await call('CreateStack', { StackName: 's', TemplateBody: template(2) })
    const token = await handleToken()
    expect(await signal(token, { Status: 'SUCCESS', UniqueId: 'a', Data: 'one', Reason: 'r' })).toBe(true)
    expect(await signal(token, { Status: 'SUCCESS', UniqueId: 'a', Data: 'again' })).toBe(true)
    expect((await call('DescribeStacks', { StackName: 's' })).Stacks[0].StackStatus).toBe('CREATE_IN_PROGRESS')
    for (const wrong of ['', '{', '5', { Status: 'SUCCESS' }, { Status: 'DONE', UniqueId: 'x' }])
      expect(await signal(token, wrong)).toBe(false)
    expect(await signal('nobody', { Status: 'SUCCESS', UniqueId: 'b' })).toBe(false)
    await signal(token, { Status: 'SUCCESS', UniqueId: 'b', Data: 'two' })
    const stack = await settled()
    expect(stack).toMatchObject({ StackStatus: 'CREATE_COMPLETE', Outputs: [{ OutputValue: '{"a":"one","b":"two"}' }] })
    await call('DeleteStack', { StackName: 's' })
    while (
      await call('DescribeStacks', { StackName: 's' }).then(
        () => true,
        () => false,
      )
    )
      await pause()
    expect(await signal(token, { Status: 'SUCCESS', UniqueId: 'c' })).toBe(false)
  })

  it('fails when one says so', async () => {
    await call('CreateStack', { StackName: 's', TemplateBody: template(), DisableRollback: true })
    await signal(await handleToken(), { Status: 'FAILURE', UniqueId: 'a', Reason: 'broken' })
    expect((await settled()).StackStatus).toBe('CREATE_FAILED')
    expect(await reason()).toBe("WaitCondition received failed message: 'broken' for uniqueId: a")
  })

  it('fails when nobody says enough in time', async () => {
    await call('CreateStack', { StackName: 's', TemplateBody: template(), DisableRollback: true })
    await handleToken()
    // Whenever it begins to wait, its time goes by.
    const status = async () => (await call('DescribeStacks', { StackName: 's' })).Stacks[0].StackStatus
    while ((await status()) === 'CREATE_IN_PROGRESS') {
      world.clock.advance(31_000)
      await pause()
    }
    expect(await status()).toBe('CREATE_FAILED')
    expect(await reason()).toBe('WaitCondition timed out. Received 0 conditions when expecting 1')
  })
})
