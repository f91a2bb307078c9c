import { type StateType, stateTypes } from '@pasos/asl'
import { findIntegration, optimizedServices } from '@pasos/integrations'

/** Something to put into the graph. */
export interface PaletteItem {
  id: string
  group: 'flow' | 'mine' | 'patterns' | 'actions'
  /** The type whose icon it has. */
  type: StateType
  name: string
  hint: string
  /** What the new state is called unless that is taken. */
  stateName: string
  state: Record<string, unknown>
}

type Language = 'JSONPath' | 'JSONata'

/** The flow states, with what each needs to be valid at once. */
export function flowItems(hints: Readonly<Record<string, string>>): PaletteItem[] {
  return stateTypes
    .filter(type => type !== 'Task')
    .map(type => ({
      id: `flow-${type}`,
      group: 'flow',
      type,
      name: type,
      hint: hints[type] ?? '',
      stateName: type,
      state: flowState(type),
    }))
}

function flowState(type: StateType): Record<string, unknown> {
  switch (type) {
    case 'Choice':
      return { Type: 'Choice', Choices: [] }
    case 'Wait':
      return { Type: 'Wait', Seconds: 5 }
    case 'Parallel':
      return { Type: 'Parallel', Branches: [{ StartAt: 'Branch 1', States: { 'Branch 1': { Type: 'Pass', End: true } } }] }
    case 'Map':
      return {
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Each item', States: { 'Each item': { Type: 'Pass', End: true } } },
      }
    default:
      return { Type: type }
  }
}

/** Every optimized integration in each way it can wait, from the catalogue that the checks and the engine read. */
export function actionItems(language: Language): PaletteItem[] {
  return optimizedServices.flatMap(({ name: service, actions }) =>
    Object.entries(actions).flatMap(([action, { patterns }]) =>
      patterns.map((pattern): PaletteItem => {
        const suffix = pattern === 'RR' ? '' : `.${pattern}`
        return {
          ...{ id: `${service}:${action}${suffix}`, group: 'actions', type: 'Task' },
          name: `${service}:${action}`,
          hint: suffix,
          stateName: `${action[0]!.toUpperCase()}${action.slice(1)}`,
          state: {
            Type: 'Task',
            Resource: `arn:aws:states:::${service}:${action}${suffix}`,
            ...request(service, action, pattern, language),
          },
        }
      }),
    ),
  )
}

/** What the most used calls cannot do without. */
const REQUESTS: Readonly<Record<string, Record<string, unknown>>> = {
  'lambda:invoke': { FunctionName: 'my-function' },
  'sns:publish': { TopicArn: 'arn:aws:sns:us-east-1:123456789012:my-topic', Message: 'Hello' },
  'sqs:sendMessage': { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/my-queue', MessageBody: 'Hello' },
  'dynamodb:getItem': { TableName: 'my-table', Key: { id: { S: '1' } } },
  'dynamodb:putItem': { TableName: 'my-table', Item: { id: { S: '1' } } },
  'states:startExecution': { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:other' },
  'events:putEvents': { Entries: [{ Source: 'my.app', DetailType: 'happened', Detail: {} }] },
}

function request(service: string, action: string, pattern: string, language: Language): Record<string, unknown> {
  const required = findIntegration(service, action)?.parameters.required ?? []
  const known = { ...Object.fromEntries(required.map(name => [name, ''])), ...structuredClone(REQUESTS[`${service}:${action}`] ?? {}) }
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters'
  if (pattern === 'waitForTaskToken') {
    const holder = service === 'lambda' ? 'Payload' : service === 'sqs' ? 'MessageBody' : 'Message'
    known[holder] = language === 'JSONata' ? { token: '{% $states.context.Task.Token %}' } : { 'token.$': '$$.Task.Token' }
  } else if (service === 'lambda')
    known[language === 'JSONata' ? 'Payload' : 'Payload.$'] = language === 'JSONata' ? '{% $states.input %}' : '$'
  return { [field]: known }
}

/** The user's own functions, as tasks that call them. */
export function functionItems(
  functions: readonly { FunctionName?: string | undefined; FunctionArn?: string | undefined }[],
): PaletteItem[] {
  return functions.map(({ FunctionName: name = '', FunctionArn: arn = '' }) => ({
    ...{ id: `function-${name}`, group: 'mine', type: 'Task', name, hint: '' },
    stateName:
      name
        .split(/[-_]/)
        .filter(Boolean)
        .map(word => word[0]!.toUpperCase() + word.slice(1))
        .join(' ') || 'Task',
    state: { Type: 'Task', Resource: arn },
  }))
}

/** What there is on this server beside functions. */
export interface OwnThings {
  queues: readonly { name: string; url: string }[]
  topicArns: readonly string[]
  tableNames: readonly string[]
  machines: readonly { name?: string | undefined; stateMachineArn?: string | undefined }[]
}

/** The user's own queues, topics, tables and state machines, as tasks that use them. */
export function ownItems({ queues, topicArns, tableNames, machines }: OwnThings, language: Language): PaletteItem[] {
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters'
  const item = (call: string, name: string, stateName: string, parameters: Record<string, unknown>): PaletteItem => ({
    ...{ id: `own-${call}-${name}`, group: 'mine', type: 'Task', name, hint: call, stateName },
    state: {
      Type: 'Task',
      Resource: `arn:aws:states:::${call}`,
      [field]: { ...structuredClone(REQUESTS[call.split('.')[0]!] ?? {}), ...parameters },
    },
  })
  return [
    ...queues.map(({ name, url }) => item('sqs:sendMessage', name, `Send to ${name}`, { QueueUrl: url })),
    ...topicArns.map(arn => item('sns:publish', arn.split(':').at(-1)!, `Publish to ${arn.split(':').at(-1)}`, { TopicArn: arn })),
    ...tableNames.flatMap(name => [
      item('dynamodb:getItem', name, `Read ${name}`, { TableName: name }),
      item('dynamodb:putItem', name, `Write ${name}`, { TableName: name }),
    ]),
    ...machines.map(({ name = '', stateMachineArn = '' }) =>
      item('states:startExecution', name, `Start ${name}`, { StateMachineArn: stateMachineArn }),
    ),
  ]
}

export function patternItems(names: Readonly<Record<string, string>>, language: Language): PaletteItem[] {
  const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...request('lambda', 'invoke', 'RR', language) }
  const retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 2 }]
  const token = { ...invoke, Resource: `${invoke.Resource}.waitForTaskToken`, ...request('lambda', 'invoke', 'waitForTaskToken', language) }
  const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } })
  const patterns: [string, StateType, string, Record<string, unknown>][] = [
    ['retry', 'Task', 'Task with retries', { ...invoke, Retry: retry }],
    ['token', 'Task', 'Wait for answer', { ...token, HeartbeatSeconds: 3_600 }],
    ['fanOut', 'Parallel', 'Both', { Type: 'Parallel', Branches: [branch('Left'), branch('Right')] }],
    [
      ...(['each', 'Map', 'For each item'] as const),
      {
        Type: 'Map',
        MaxConcurrency: 5,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Process item',
          States: { 'Process item': { ...invoke, End: true } },
        },
      },
    ],
  ]
  return patterns.map(([id, type, stateName, state]) => ({
    id: `pattern-${id}`,
    group: 'patterns',
    type,
    name: names[id] ?? id,
    hint: '',
    stateName,
    state,
  }))
}
