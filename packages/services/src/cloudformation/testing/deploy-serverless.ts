import { expect } from 'vitest'
import { servedApis } from '../../apigateway/served-apis.ts'
import { askApi } from '../../apigateway/testing/ask-api.ts'
import { lambdaWorld } from '../../lambda/testing/lambda-world.ts'

export const Transform = 'AWS::Serverless-2016-10-31'

/** A function of SAM with these events. */
export const withEvents = (Events: object) => ({
  Type: 'AWS::Serverless::Function',
  Properties: { Handler: 'index.handler', Runtime: 'nodejs24.x', InlineCode: '1', Events },
})

export const restApi = (Properties: object) => ({ Type: 'AWS::Serverless::Api', Properties: { StageName: 'v1', ...Properties } })

const integration = {
  type: 'mock',
  requestTemplates: { 'application/json': '{"statusCode":200}' },
  responses: { default: { statusCode: '200' } },
}

/** An operation of an API's own document that answers 200 by itself. */
export const mockedMethod = { responses: { 200: { description: 'd' } }, 'x-amazon-apigateway-integration': integration }

/** A stack of a template of SAM, made in a world of its own, and how to change it and to ask the REST APIs in it. */
export async function deployServerless(template: object) {
  const world = await lambdaWorld()
  const call = (operation: string, input: object) => world.call('cloudformation', operation, { StackName: 's', ...input })
  const settled = async (operation: string, wanted: object): Promise<[string, string | undefined]> => {
    const TemplateBody = JSON.stringify({ Transform, ...wanted })
    await call(operation, { TemplateBody, Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'] })
    for (;;) {
      const [stack] = (await call('DescribeStacks', {})).Stacks
      if (!stack.StackStatus.endsWith('_IN_PROGRESS')) return [stack.StackStatus, stack.StackStatusReason]
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }
  expect(await settled('CreateStack', template)).toEqual(['CREATE_COMPLETE', undefined])
  const resources = (await call('DescribeStackResources', {})).StackResources as { LogicalResourceId: string; PhysicalResourceId: string }[]
  const nameOf = (id: string) => resources.find(each => each.LogicalResourceId === id)!.PhysicalResourceId
  return {
    world,
    nameOf,
    update: (changed: object) => settled('UpdateStack', changed),
    ask: (id: string, method: string, path: string, more: { query?: string; body?: string } = {}) =>
      askApi(servedApis(world.services)!, { apiId: nameOf(id), method, path, ...more }),
    close: () => world.services.close(),
  }
}
