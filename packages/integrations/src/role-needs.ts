import prefixes from '../data/iam-prefixes.json' with { type: 'json' }
import { findIntegration } from './catalogue.ts'
import type { Value, Values } from './definition.ts'
import { parseResource } from './resource.ts'

/** One permission that a state needs of the machine's role. */
export interface RoleNeed {
  state: string
  action: string
  /** The ARN; missing where the definition does not tell it, because the input decides or the API knows no resources. */
  resource: string | undefined
  /** What stands for the resource in a policy where its ARN is not known: a pattern of the machine's region and account, or `*`. */
  pattern: string
}

/** Operations whose permission has another name. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  'lambda:InvokeAsync': 'lambda:InvokeFunction',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjects': 's3:ListBucket',
  's3:HeadBucket': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:DeleteObjects': 's3:DeleteObject',
  's3:CreateMultipartUpload': 's3:PutObject',
  's3:UploadPart': 's3:PutObject',
  's3:CompleteMultipartUpload': 's3:PutObject',
}

/**
 * What a machine's role must be allowed, state by state, as far as the definition says. Activities need nothing of the role. A text that
 * is no definition needs nothing.
 */
export function roleNeeds(definition: string, machineArn: string): RoleNeed[] {
  const states = new Map<string, Values>()
  try {
    collectStates(JSON.parse(definition) as Value, states)
  } catch {
    return []
  }
  return [...states].flatMap(([state, fields]) => needsOfState(state, fields, machineArn))
}

function collectStates(machine: Value | undefined, found: Map<string, Values>): void {
  if (!isObject(machine) || !isObject(machine['States'])) return
  for (const [name, state] of Object.entries(machine['States'])) {
    if (!isObject(state)) continue
    found.set(name, state)
    for (const branch of Array.isArray(state['Branches']) ? state['Branches'] : []) collectStates(branch, found)
    collectStates(state['ItemProcessor'] ?? state['Iterator'], found)
  }
}

function needsOfState(state: string, fields: Values, machineArn: string): RoleNeed[] {
  const parts = [fields['ItemReader'], fields['ResultWriter']].filter(isObject)
  const calls = [...(fields['Type'] === 'Task' ? [fields] : []), ...parts]
  const needs = [...calls.flatMap(call => needsOfCall(call, machineArn)), ...assumedRole(fields), ...mapRun(fields, machineArn)]
  return needs.map(need => ({ state, ...need, pattern: inPlace(need.pattern, machineArn) }))
}

type Need = Omit<RoleNeed, 'state'>

function needsOfCall(fields: Values, machineArn: string): Need[] {
  if (typeof fields['Resource'] !== 'string') return []
  const parsed = parseResource(fields['Resource'])
  if (parsed.kind === 'function') return [{ action: 'lambda:InvokeFunction', resource: parsed.arn, pattern: parsed.arn }]
  if (parsed.kind !== 'service') return []
  const parameters = fields['Arguments'] ?? fields['Parameters']
  const resource = resourceOf(parameters, machineArn)
  const found = parsed.isSdk ? undefined : findIntegration(parsed.service, parsed.action)
  const { iam = [], sync } = found?.action ?? {}
  const begun = { action: permissionOf(parsed.service, parsed.action), resource, pattern: objectsOf(parameters, machineArn) ?? '*' }
  const { poll, cancel } = (parsed.pattern?.startsWith('sync') && sync) || {}
  const followed = [poll, cancel].flatMap(call => (call === undefined ? [] : [permissionOf(parsed.service, call.operation)]))
  // A call that is no operation is allowed by what AWS's guide says of it alone.
  const calls = [...(found?.operation === null ? [] : [begun]), ...followed.map(action => ({ action, resource: undefined, pattern: '*' }))]
  const waits = parsed.pattern === 'sync:2' ? 'sync' : parsed.pattern
  const needed = iam.filter(need => need.pattern === undefined || need.pattern === parsed.pattern || need.pattern === waits)
  // What the parameters name is what is begun; what follows the job goes by ARNs that AWS gives.
  const begins = (action: string) => action.startsWith(`${prefixOf(parsed.service)}:`) && needed[0]?.actions.includes(action) === true
  const patterns = new Map(needed.flatMap(need => need.actions.map(action => [action, need.resource] as const)))
  const told = [...patterns].map(([action, pattern]) => ({ action, resource: begins(action) ? resource : undefined, pattern }))
  // IAM reads names of actions in any case, and AWS's guide writes some of them small.
  const isTold = new Set(told.map(({ action }) => action.toLowerCase()))
  return [...calls.filter(({ action }) => !isTold.has(action.toLowerCase())), ...told]
}

function permissionOf(service: string, operation: string): string {
  const action = `${prefixOf(service)}:${operation.charAt(0).toUpperCase()}${operation.slice(1)}`
  return OTHER_NAMES[action] ?? action
}

/** The role that a task takes for its call. */
function assumedRole(fields: Values): Need[] {
  const credentials = fields['Credentials']
  if (!isObject(credentials)) return []
  const arn = textOf(credentials, 'RoleArn')
  return [{ action: 'sts:AssumeRole', resource: arn, pattern: '*' }]
}

/** The children of a distributed Map are executions (developer guide, "IAM policies for using Distributed Map states"). */
function mapRun(fields: Values, machineArn: string): Need[] {
  const processor = fields['ItemProcessor']
  if (!isObject(processor) || !isObject(processor['ProcessorConfig']) || processor['ProcessorConfig']['Mode'] !== 'DISTRIBUTED') return []
  const executions = `${machineArn.replace(':stateMachine:', ':execution:')}`
  return [
    { action: 'states:StartExecution', resource: machineArn, pattern: machineArn },
    { action: 'states:DescribeExecution', resource: undefined, pattern: `${executions}:*` },
    { action: 'states:StopExecution', resource: undefined, pattern: `${executions}:*` },
    { action: 'states:RedriveExecution', resource: undefined, pattern: `${executions}/*` },
  ]
}

/** The ARN of what the parameters name outright. */
function resourceOf(parameters: Value | undefined, machineArn: string): string | undefined {
  if (!isObject(parameters)) return undefined
  const [, partition, , region, account] = machineArn.split(':')
  const text = (name: string) => textOf(parameters, name)
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${account}:${rest}`
  const [name, queue, table, bucket] = [text('FunctionName'), text('QueueUrl'), text('TableName'), text('Bucket')]
  if (name) return name.startsWith('arn:') ? name : arn('lambda', `function:${name}`)
  if (queue) return arn('sqs', queue.split('/').at(-1)!)
  if (table) return table.startsWith('arn:') ? table : arn('dynamodb', `table/${table}`)
  // A key that the input decides leaves open which object it is.
  if (bucket) {
    const key = text('Key')
    if (key) return `arn:${partition}:s3:::${bucket}/${key}`
    return hasKey(parameters) || 'Prefix' in parameters ? undefined : `arn:${partition}:s3:::${bucket}`
  }
  return text('TopicArn') ?? text('StateMachineArn')
}

/** A bucket that is named, with its objects, where the input decides which of them. */
function objectsOf(parameters: Value | undefined, machineArn: string): string | undefined {
  if (!isObject(parameters)) return undefined
  const bucket = textOf(parameters, 'Bucket')
  return bucket && `arn:${machineArn.split(':')[1]}:s3:::${bucket}${hasKey(parameters) ? '/*' : '*'}`
}

function hasKey(parameters: Values): boolean {
  return 'Key.$' in parameters || 'Key' in parameters
}

/** A text that stands in the definition itself. */
function textOf(parameters: Values, name: string): string | undefined {
  const value = parameters[name]
  return typeof value === 'string' && !value.startsWith('{%') ? value : undefined
}

/** What permissions of a service begin with: `states` for `sfn`. */
function prefixOf(service: string): string {
  return (prefixes as Readonly<Record<string, string>>)[service] ?? service
}

/** A pattern of the catalogue in the machine's partition, region and account. */
function inPlace(pattern: string, machineArn: string): string {
  const [, partition = 'aws', , region = '*', account = '*'] = machineArn.split(':')
  return pattern.replace(/^arn:aws:([^:]*):\*:\*:/, `arn:${partition}:$1:${region}:${account}:`)
}

function isObject(value: Value | undefined): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
