import { expect } from 'vitest'
import { servedApis } from '../../apigateway/served-apis.ts'
import { askApi } from '../../apigateway/testing/ask-api.ts'
import { lambdaWorld } from '../../lambda/testing/lambda-world.ts'

/** A stack of a template of SAM, made in a world of its own, and how to ask the REST APIs in it. */
export async function deployServerless(template: object) {
  const world = await lambdaWorld()
  const call = (operation: string, input: object) => world.call('cloudformation', operation, { StackName: 's', ...input })
  const TemplateBody = JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', ...template })
  await call('CreateStack', { TemplateBody, Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'] })
  for (;;) {
    const [stack] = (await call('DescribeStacks', {})).Stacks
    if (!stack.StackStatus.endsWith('_IN_PROGRESS')) {
      expect(stack.StackStatus, stack.StackStatusReason).toBe('CREATE_COMPLETE')
      break
    }
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  const resources = (await call('DescribeStackResources', {})).StackResources as { LogicalResourceId: string; PhysicalResourceId: string }[]
  const nameOf = (id: string) => resources.find(each => each.LogicalResourceId === id)!.PhysicalResourceId
  return {
    ...{ world, nameOf },
    ask: (id: string, method: string, path: string, body = '') =>
      askApi(servedApis(world.services)!, { apiId: nameOf(id), method, path, body }),
    close: () => world.services.close(),
  }
}
