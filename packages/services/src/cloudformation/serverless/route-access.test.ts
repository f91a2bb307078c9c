import { expect, it } from 'vitest'
import { processedTemplate } from '../template/processed-template.ts'
import { deployServerless, Transform, withEvents } from '../testing/deploy-serverless.ts'

const event = (Path: string, more: object = {}) => ({ Type: 'Api', Properties: { Path, Method: 'post', ...more } })
const machine = (Events: object) => ({
  Type: 'AWS::Serverless::StateMachine',
  Properties: { Definition: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }, Events },
})
const transformed = (Resources: object) => processedTemplate(JSON.stringify({ Transform, Resources })).resources

it('a route for principals of IAM lets nobody else in, and its neighbours are as open as they were', async () => {
  const stack = await deployServerless({
    Resources: {
      F: withEvents({
        A: event('/open'),
        B: event('/closed', { Auth: { Authorizer: 'AWS_IAM' } }),
        C: event('/none', { Auth: { Authorizer: 'NONE' } }),
      }),
      M: machine({ A: event('/start', { Auth: { Authorizer: 'AWS_IAM' } }) }),
    },
  })
  stack.world.host.answer = () => ({ payload: '{"statusCode":200}' })
  const statuses = ['/open', '/closed', '/none', '/start'].map(
    async path => (await stack.ask('ServerlessRestApi', 'POST', `/Prod${path}`, { body: '{}' })).status,
  )
  expect(await Promise.all(statuses)).toEqual([200, 403, 200, 403])
  await stack.close()
})

it('single quotes of a machine’s input are kept where the event asks for it', async () => {
  const stack = await deployServerless({
    Resources: { M: machine({ A: event('/kept', { UnescapeMappingTemplate: true }), B: event('/escaped') }) },
  })
  const started = async (path: string) => {
    const { status, body } = await stack.ask('ServerlessRestApi', 'POST', `/Prod${path}`, { body: `{"said":"it's"}` })
    if (status !== 200) return status
    return (await stack.world.call('states', 'DescribeExecution', { executionArn: JSON.parse(body).executionArn })).input
  }
  expect(JSON.parse(await started('/kept'))).toEqual({ said: "it's" })
  expect(await started('/escaped')).not.toContain("it's")
  await stack.close()
})

it('an event has the time limit and the role of its integration', () => {
  const role = 'arn:aws:iam::123456789012:role/caller'
  const { ServerlessRestApiPathaPOST: method } = transformed({
    F: withEvents({ A: event('/a', { TimeoutInMillis: 5_000, Auth: { Authorizer: 'AWS_IAM', InvokeRole: role, ApiKeyRequired: true } }) }),
  })
  expect(method!.properties).toMatchObject({
    AuthorizationType: 'AWS_IAM',
    ApiKeyRequired: true,
    Integration: { TimeoutInMillis: 5_000, Credentials: role },
  })
})

it('a function is called by its own policy where no role is said, and what an API has of authorizers is let go', () => {
  const roleOf = (Auth: object) => {
    const { ServerlessRestApiPathaPOST: method } = transformed({
      F: withEvents({ A: event('/a', { Auth: { Authorizer: 'AWS_IAM', ...Auth } }) }),
    })
    return (method!.properties['Integration'] as { Credentials?: unknown }).Credentials
  }
  expect([{}, { InvokeRole: 'NONE' }, { InvokeRole: 'CALLER_CREDENTIALS' }].map(roleOf)).toEqual([undefined, undefined, undefined])
  expect(roleOf({ InvokeRole: 'arn:r', OverrideApiAuth: true })).toBe('arn:r')
})

it('nothing that an event says of its route is left out', () => {
  const refused = (more: object, api: object = {}) => expect(() => transformed({ F: withEvents({ A: event('/a', more) }), ...api }))
  refused({ Auth: { Authorizer: 'Pool' } }).toThrow(
    'Resource with id [F] is invalid. The authorizer Pool of the event A is not served here.',
  )
  refused({ Auth: { ResourcePolicy: {} } }).toThrow('ResourcePolicy in Auth of the event A is not served here.')
  refused({ Auth: 5 }).toThrow("Type of property 'Events.A.Properties.Auth' is invalid.")
  refused({ ResponseTransferMode: 'STREAM' }).toThrow('ResponseTransferMode STREAM of the event A is not served here.')
  refused({ Autth: {} }).toThrow('Event with id [A] is invalid. property Autth not defined for resource of type Api')
  const documented = {
    Api: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'v1', DefinitionBody: { paths: { '/a': { post: {} } } } } },
  }
  const RestApiId = { Ref: 'Api' }
  refused({ RestApiId, Auth: { Authorizer: 'AWS_IAM' } }, documented).toThrow("beside the API's own document is not served here.")
  refused({ RestApiId }, documented).not.toThrow()
  expect(() => transformed({ M: machine({ A: event('/a', { TimeoutInMillis: 1 }) }) })).toThrow('property TimeoutInMillis not defined')
})
