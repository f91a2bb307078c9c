import type { CheckContext } from '../check-context.ts'
import { memberOf, textOf } from '../place.ts'
import type { ObjectVisit } from '../visit.ts'
import { parseIntegration } from './integrations.ts'

interface Parameters {
  required: readonly string[]
  optional: readonly string[]
  /** Those that are texts; others may be JSON of other kinds. */
  texts: readonly string[]
}

/**
 * What the optimized integrations take (developer guide, the page of each: "supported parameters"). AWS refuses other names when the
 * machine is created. Integrations that are not here are believed.
 */
const PARAMETERS: Readonly<Record<string, Parameters>> = {
  'lambda:invoke': {
    required: ['FunctionName'],
    optional: ['ClientContext', 'InvocationType', 'LogType', 'Payload', 'Qualifier'],
    texts: ['FunctionName', 'ClientContext', 'InvocationType', 'LogType', 'Qualifier'],
  },
  'states:startExecution': {
    required: ['StateMachineArn'],
    optional: ['Input', 'Name', 'TraceHeader'],
    texts: ['StateMachineArn', 'Name', 'TraceHeader'],
  },
  'sqs:sendMessage': {
    required: ['QueueUrl', 'MessageBody'],
    optional: ['DelaySeconds', 'MessageAttributes', 'MessageDeduplicationId', 'MessageGroupId', 'MessageSystemAttributes'],
    texts: ['QueueUrl', 'MessageDeduplicationId', 'MessageGroupId'],
  },
  'sns:publish': {
    required: ['Message'],
    optional: [
      ...['MessageAttributes', 'MessageDeduplicationId', 'MessageGroupId', 'MessageStructure'],
      ...['PhoneNumber', 'Subject', 'TargetArn', 'TopicArn'],
    ],
    texts: ['MessageDeduplicationId', 'MessageGroupId', 'MessageStructure', 'PhoneNumber', 'Subject', 'TargetArn', 'TopicArn'],
  },
}

/** Names of parameters, and constants of the wrong type; what a path or an expression gives as a whole is left to the execution. */
export function checkIntegrationParameters({ place, name, language }: ObjectVisit, context: CheckContext): void {
  if (name !== 'Task') return
  const resource = textOf(place, 'Resource')
  const integration = resource === undefined ? undefined : parseIntegration(resource)
  const key = integration && `${integration.service}:${integration.action}`
  const known = key !== undefined && Object.hasOwn(PARAMETERS, key) ? PARAMETERS[key] : undefined
  const parameters = memberOf(place, language === 'JSONata' ? 'Arguments' : 'Parameters')
  if (known === undefined || parameters?.node.members === undefined) return
  const given = [...parameters.node.members.keys()].map(member => (language === 'JSONPath' ? member.replace(/\.\$$/, '') : member))
  for (const field of given) {
    if (![...known.required, ...known.optional].includes(field)) context.report('parameter-unknown', parameters, { field })
  }
  for (const field of known.texts) {
    const value = parameters.node.members.get(field)?.node.value ?? null
    if (value !== null && typeof value !== 'string') context.report('parameter-text', parameters, { field })
  }
  for (const field of known.required) if (!given.includes(field)) context.report('parameter-missing', parameters, { field })
}
