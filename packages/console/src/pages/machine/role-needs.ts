import type { Json, JsonObject } from '@pasos/asl'
import { findIntegration, parseResource } from '@pasos/integrations'
import { isObject } from '../../format/json-object.ts'
import { stateDefinitions } from '../../history/state-definitions.ts'

export interface RoleNeed {
  state: string
  action: string
  /** The ARN; missing where the definition does not tell it, because the input decides or the API knows no resources. */
  resource: string | undefined
}

/** Operations whose permission has another name. */
const OTHER_NAMES: Record<string, string> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjects': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  'sfn:StartExecution': 'states:StartExecution',
  'sfn:StartSyncExecution': 'states:StartSyncExecution',
  'eventbridge:PutEvents': 'events:PutEvents',
}

/** What a machine's role must be allowed, state by state, as far as the definition says. Activities need nothing of the role. */
export function roleNeeds(definition: string, machineArn: string): RoleNeed[] {
  const needs: RoleNeed[] = []
  for (const [state, fields] of stateDefinitions(definition)) {
    if (fields['Type'] === 'Task') needs.push(...needsOf(state, fields, machineArn))
    for (const part of [fields['ItemReader'], fields['ResultWriter']]) if (isObject(part)) needs.push(...needsOf(state, part, machineArn))
  }
  return needs
}

function needsOf(state: string, fields: JsonObject, machineArn: string): RoleNeed[] {
  if (typeof fields['Resource'] !== 'string') return []
  const parsed = parseResource(fields['Resource'])
  if (parsed.kind !== 'service') return parsed.kind === 'function' ? [{ state, action: 'lambda:InvokeFunction', resource: parsed.arn }] : []
  const resource = resourceOf(fields['Arguments'] ?? fields['Parameters'], machineArn)
  const known = parsed.isSdk ? undefined : findIntegration(parsed.service, parsed.action)?.action.iam
  const operation = `${parsed.service}:${parsed.action.charAt(0).toUpperCase()}${parsed.action.slice(1)}`
  if (!known) return [{ state, action: OTHER_NAMES[operation] ?? operation, resource }]
  const needed = known.filter(need => need.pattern === undefined || need.pattern === parsed.pattern)
  const actions = [...new Set(needed.flatMap(need => need.actions))]
  return actions.map(action => ({ state, action, resource: action.startsWith(`${parsed.service}:`) ? resource : undefined }))
}

/** The ARN of what the parameters name outright. */
function resourceOf(parameters: Json | undefined, machineArn: string): string | undefined {
  if (!isObject(parameters)) return undefined
  const [, partition, , region, account] = machineArn.split(':')
  const text = (name: string) => {
    const value = parameters[name]
    return typeof value === 'string' && !value.startsWith('{%') ? value : undefined
  }
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${account}:${rest}`
  const [name, queue, table, bucket] = [text('FunctionName'), text('QueueUrl'), text('TableName'), text('Bucket')]
  if (name) return name.startsWith('arn:') ? name : arn('lambda', `function:${name}`)
  if (queue) return arn('sqs', queue.split('/').at(-1)!)
  if (table) return table.startsWith('arn:') ? table : arn('dynamodb', `table/${table}`)
  // A key that the input decides leaves open which object it is.
  if (bucket) {
    const key = text('Key')
    if (key) return `arn:${partition}:s3:::${bucket}/${key}`
    return 'Key.$' in parameters || 'Key' in parameters ? undefined : `arn:${partition}:s3:::${bucket}`
  }
  return text('TopicArn') ?? text('StateMachineArn')
}
