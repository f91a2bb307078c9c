import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'

const templateOf = (name: string) => readFileSync(new URL(`../../../../examples/stacks/${name}`, import.meta.url), 'utf8')

interface Example {
  name: string
  changed: Record<string, string>
  /** The machines of the stack `s` before and after the change, as far as the template names them. */
  machines: [before: RegExp[], after: RegExp[]]
}

const examples: Example[] = [
  { name: 'order-saga.yaml', changed: { Stage: 'prod', Retries: '3' }, machines: [[/^s-saga$/], [/^s-saga$/]] },
  {
    ...{ name: 'scheduled-report.yaml', changed: { Regions: 'eu,ap', When: 'rate(1 day)' } },
    machines: [
      [/^s-eu$/, /^s-us$/],
      [/^s-ap$/, /^s-eu$/],
    ],
  },
  { name: 'api-to-workflow.json', changed: { Rate: '5' }, machines: [[/^s-Machine/], [/^s-Machine/]] },
]

describe.each(examples)('the example $name', ({ name, changed, machines: [before, after] }) => {
  it('is deployed, changed and taken away with nothing left', async () => {
    const world = await lambdaWorld()
    const call = (operation: string, input: object) => world.call('cloudformation', operation, input)
    await world.call('ssm', 'PutParameter', { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '21' })
    const Capabilities = ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND']
    const input = { StackName: 's', TemplateBody: templateOf(name), Capabilities }
    const { StackId } = await call('CreateStack', input)
    const settled = async (): Promise<string> => {
      for (;;) {
        const { StackStatus } = (await call('DescribeStacks', { StackName: StackId })).Stacks[0]
        if (!StackStatus.endsWith('_IN_PROGRESS')) return StackStatus
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    }
    const names = async (): Promise<string[]> => {
      const { stateMachines } = await world.call('states', 'ListStateMachines', {})
      return stateMachines.map((machine: { name: string }) => machine.name).sort()
    }
    const matching = (patterns: RegExp[]) => patterns.map(pattern => expect.stringMatching(pattern))
    expect([await settled(), await names()]).toEqual(['CREATE_COMPLETE', matching(before)])
    const Parameters = Object.entries(changed).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }))
    await call('UpdateStack', { StackName: 's', UsePreviousTemplate: true, Parameters, Capabilities })
    expect([await settled(), await names()]).toEqual(['UPDATE_COMPLETE', matching(after)])
    const again = call('UpdateStack', { StackName: 's', UsePreviousTemplate: true, Parameters, Capabilities })
    await expect(again).rejects.toThrow('No updates are to be performed.')
    await call('DeleteStack', { StackName: 's' })
    expect([await settled(), await names()]).toEqual(['DELETE_COMPLETE', []])
    expect((await world.call('lambda', 'ListFunctions', {})).Functions).toEqual([])
    expect((await world.call('apigatewayv2', 'GetApis', {})).Items).toEqual([])
    expect((await world.call('scheduler', 'ListSchedules', {})).Schedules).toEqual([])
    expect((await world.call('iam', 'ListRoles', {})).Roles).toMatchObject([{ RoleName: 'functions' }])
  })
})
