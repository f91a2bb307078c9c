import { type ServiceDefinition, TOKEN, type Value } from '../definition.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html */
export const events: ServiceDefinition = {
  name: 'events',
  model: 'eventbridge',
  prefix: 'EventBridge',
  client: 'AmazonEventBridge',
  baseException: 'AmazonEventBridgeException',
  hasMetadata: false,
  actions: {
    putEvents: {
      patterns: TOKEN,
      parameters: { required: ['Entries'], optional: ['EndpointId'], texts: ['EndpointId'] },
      jsonWithin: ['Detail'],
      request: (parameters, { executionArn, stateMachineArn }) => {
        const entries = Array.isArray(parameters['Entries']) ? parameters['Entries'] : []
        return { ...parameters, Entries: entries.map(entry => eventOf(entry, [stateMachineArn, executionArn])) }
      },
      // AWS: one entry that is refused fails the task, though the others have been delivered.
      failure: answer =>
        Number(answer['FailedEntryCount'] ?? 0) > 0 ? { error: 'EventBridge.FailedEntry', cause: JSON.stringify(answer) } : undefined,
      iam: [{ actions: ['events:PutEvents'], resource: 'arn:aws:events:*:*:event-bus/*' }],
    },
  },
}

/** AWS appends the ARNs of state machine and execution to the resources of every event. */
function eventOf(entry: Value, arns: readonly string[]): Value {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry
  const { Detail = null, Resources } = entry
  const detail = Detail === null || typeof Detail === 'string' ? Detail : JSON.stringify(Detail)
  const resources = [...(Array.isArray(Resources) ? Resources : []), ...arns]
  return { ...entry, ...(detail === null ? {} : { Detail: detail }), Resources: resources }
}
