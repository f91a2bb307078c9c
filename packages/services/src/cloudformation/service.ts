import { arnOf, eachOf, onEverything, passing, textIn } from '../declaration/access.ts'
import type { Access, Service } from '../declaration/service.ts'
import { underWaySpace } from './records/stack-record.ts'

/** Permissions name stacks with whatever id they have. */
const onStack: Access = {
  resources(input, context) {
    const name = textIn(input, ['StackName'])
    if (name === undefined) return ['*']
    return [name.startsWith('arn:') ? name : arnOf(`${name}/*`, 'stack/', context)]
  },
}

const withRole = passing(onStack, 'RoleARN', 'cloudformation.amazonaws.com')

/** Before the token of a request to a custom resource, at the address where its answer is put. */
export const responsePath = '/_cloudformation-response/'

/** What others use of CloudFormation. */
export interface CloudFormationFace {
  /** Takes what a custom resource answers, or a signal to a wait condition; false for a token that nobody waits for. */
  respond(token: string, body: string): Promise<boolean>
}

/** AWS CloudFormation, API version 2010-05-15: stacks of what is served here. */
export const cloudFormationService: Service<CloudFormationFace> = {
  scope: 'cloudformation',
  operations: {
    ...eachOf(['CreateStack', 'UpdateStack', 'DeleteStack', 'CreateChangeSet'], withRole),
    ...eachOf(['DeleteChangeSet', 'DescribeChangeSet', 'ExecuteChangeSet', 'ListChangeSets'], onStack),
    ...eachOf(['DescribeStackEvents', 'DescribeStackResource', 'DescribeStackResources', 'DescribeStacks', 'ListStackResources'], onStack),
    ...eachOf(['GetTemplate', 'GetTemplateSummary', 'UpdateTerminationProtection'], onStack),
    ...eachOf(['ListExports', 'ListImports', 'ListStacks', 'ValidateTemplate'], onEverything),
  },
  async start(host) {
    // A stack that a former process was at goes on.
    if ((await host.data.scan(underWaySpace, { limit: 1 })).length > 0) await host.neighbour(cloudFormationService)
    return () => undefined
  },
  async open(host) {
    const [{ cloudFormationOperations }, { openDeployments }, { stackWriter }, { openResponseDesk }, { openSignalBox }] = await Promise.all(
      [
        import('./cloudformation-operations.ts'),
        import('./deployment/deployments.ts'),
        import('./deployment/stack-writer.ts'),
        import('./responses/response-desk.ts'),
        import('./responses/signal-box.ts'),
      ],
    )
    const { catalog, data, clock, ids, callAs, logger } = host
    const desk = openResponseDesk({ data, ids, now: () => clock.now() })
    const signals = openSignalBox({ data, ids, now: () => clock.now() })
    const closing = new AbortController()
    const responseUrl = (token: string) => `${host.functionEndpoint()}${responsePath}${token}`
    const deps = { catalog, data, clock, ids, callAs, desk, signals, responseUrl, closing: closing.signal, logger }
    const writer = stackWriter(deps)
    const deployments = openDeployments(deps, writer)
    await deployments.resume()
    return {
      operations: cloudFormationOperations({ ...deps, writer, deployments }),
      face: { respond: async (token, body) => (await desk.answer(token, body)) || signals.signal(token, body) },
      close() {
        closing.abort()
        return deployments.close()
      },
    }
  },
}
