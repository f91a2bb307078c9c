import { type StateType, stateTypes } from '@pasos/asl'
import type { Clip } from '@pasos/graph'
import { findIntegration, optimizedServices } from '@pasos/integrations'
import type { OwnThing } from '../inspector/use-own.ts'

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
  /** Of several states: all of them, in place of the one. */
  clip?: Clip
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

const SDK_CALL = /^(?:aws-sdk[:\s]+)?([a-z][a-z0-9]*)(:|\s+)([a-z][A-Za-z0-9]*)$/

/**
 * A call of an action of AWS that has no integration of its own, as somebody writes it into the search: `s3:listBuckets`. There are some
 * fifteen thousand of them: the server knows which, the search need not.
 */
export function sdkItem(search: string, language: Language): PaletteItem | undefined {
  const [, service, , action] = SDK_CALL.exec(search.trim()) ?? []
  if (service === undefined || action === undefined || findIntegration(service, action)) return undefined
  return {
    ...{ id: `aws-sdk:${service}:${action}`, group: 'actions', type: 'Task', name: `${service}:${action}`, hint: 'aws-sdk' },
    stateName: `${action[0]!.toUpperCase()}${action.slice(1)}`,
    state: {
      Type: 'Task',
      Resource: `arn:aws:states:::aws-sdk:${service}:${action}`,
      [language === 'JSONata' ? 'Arguments' : 'Parameters']: {},
    },
  }
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

/** Where whoever is to answer finds the task's token; `token` gives it under a name. */
const TOKEN_HOLDERS: Readonly<Record<string, (token: (name: string) => object) => object>> = {
  lambda: token => ({ Payload: token('token') }),
  sqs: token => ({ MessageBody: token('token') }),
  sns: token => ({ Message: token('token') }),
  events: token => ({ Entries: [{ Source: 'my.app', DetailType: 'asked', Detail: token('token') }] }),
  states: token => ({ Input: token('token') }),
  apigateway: token => ({ RequestBody: token('token') }),
  ecs: token => ({ Overrides: { ContainerOverrides: [{ Name: 'app', Environment: [{ Name: 'TASK_TOKEN', ...token('Value') }] }] } }),
  'eks:call': token => ({ RequestBody: token('token') }),
  'eks:runJob': token => ({
    Job: { spec: { template: { spec: { containers: [{ name: 'app', env: [{ name: 'TASK_TOKEN', ...token('value') }] }] } } } },
  }),
  'bedrock:invokeModel': token => ({ Body: token('token') }),
  'bedrock:createModelCustomizationJob': token => ({ JobTags: [{ Key: 'token', ...token('Value') }] }),
}

function request(service: string, action: string, pattern: string, language: Language): Record<string, unknown> {
  const required = findIntegration(service, action)?.parameters.required ?? []
  const known = { ...Object.fromEntries(required.map(name => [name, ''])), ...structuredClone(REQUESTS[`${service}:${action}`] ?? {}) }
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters'
  if (pattern === 'waitForTaskToken') {
    const token = (name: string) =>
      language === 'JSONata' ? { [name]: '{% $states.context.Task.Token %}' } : { [`${name}.$`]: '$$.Task.Token' }
    const holder = TOKEN_HOLDERS[`${service}:${action}`] ?? TOKEN_HOLDERS[service]
    Object.assign(known, holder?.(token))
  } else if (service === 'lambda')
    known[language === 'JSONata' ? 'Payload' : 'Payload.$'] = language === 'JSONata' ? '{% $states.input %}' : '$'
  return { [field]: known }
}

/** The user's own functions, as tasks that call them. */
export function functionItems(functions: readonly OwnThing[]): PaletteItem[] {
  return functions.map(({ name, value }) => ({
    ...{ id: `function-${name}`, group: 'mine', type: 'Task', name, hint: '' },
    stateName:
      name
        .split(/[-_]/)
        .filter(Boolean)
        .map(word => word[0]!.toUpperCase() + word.slice(1))
        .join(' ') || 'Task',
    state: { Type: 'Task', Resource: value },
  }))
}

/** What there is on this server beside functions. */
export type OwnThings = Readonly<Record<'queue' | 'topic' | 'table' | 'machine', readonly OwnThing[]>>

/** The user's own queues, topics, tables and state machines, as tasks that use them. */
export function ownItems(things: OwnThings, language: Language): PaletteItem[] {
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
    ...things.queue.map(({ name, value }) => item('sqs:sendMessage', name, `Send to ${name}`, { QueueUrl: value })),
    ...things.topic.map(({ name, value }) => item('sns:publish', name, `Publish to ${name}`, { TopicArn: value })),
    ...things.table.flatMap(({ name, value }) => [
      item('dynamodb:getItem', name, `Read ${name}`, { TableName: value }),
      item('dynamodb:putItem', name, `Write ${name}`, { TableName: value }),
    ]),
    ...things.machine.map(({ name, value }) => item('states:startExecution', name, `Start ${name}`, { StateMachineArn: value })),
  ]
}

/** Ready pieces of several states, or of one with all that belongs to it. What ends in a piece leads on to what comes behind it. */
export function patternItems(names: Readonly<Record<string, string>>, language: Language): PaletteItem[] {
  const patterns: [id: string, type: StateType, states: Record<string, Record<string, unknown>>][] = [
    ['retry', 'Task', triedAgain(language)],
    ['token', 'Task', { 'Wait for answer': { ...invoke(language, 'waitForTaskToken'), HeartbeatSeconds: 3_600 } }],
    ['poll', 'Choice', asked(language)],
    ['fanOut', 'Parallel', { Both: { Type: 'Parallel', Branches: [branch('Left'), branch('Right')] } }],
    ['each', 'Map', forEach({ MaxConcurrency: 5 }, { Mode: 'INLINE' }, language)],
    ['objects', 'Map', forEach({ MaxConcurrency: 100, ...reader(language) }, { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, language)],
  ]
  return patterns.map(([id, type, states]) => {
    const [first, ...others] = Object.entries(states)
    const [stateName, state] = first!
    const clip = {
      startAt: stateName,
      states: Object.fromEntries(Object.entries(states).map(([name, each]) => [name, JSON.stringify(each)])),
    }
    return {
      ...{ id: `pattern-${id}`, group: 'patterns', type, name: names[id] ?? id, hint: '', stateName, state },
      ...(others.length > 0 ? { clip } : {}),
    }
  })
}

function invoke(language: Language, pattern = 'RR'): Record<string, unknown> {
  const suffix = pattern === 'RR' ? '' : `.${pattern}`
  return { Type: 'Task', Resource: `arn:aws:states:::lambda:invoke${suffix}`, ...request('lambda', 'invoke', pattern, language) }
}

function branch(name: string) {
  return { StartAt: name, States: { [name]: { Type: 'Pass', End: true } } }
}

function triedAgain(language: Language) {
  const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 2 }]
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Give up' }]
  return {
    'Task with retries': { ...invoke(language), Retry, Catch, End: true },
    'Give up': { Type: 'Fail', Error: 'GaveUp', Cause: 'It failed, again and again.' },
  }
}

function asked(language: Language) {
  const isDone =
    language === 'JSONata'
      ? { Condition: "{% $states.input.Payload.status = 'DONE' %}" }
      : { Variable: '$.Payload.status', StringEquals: 'DONE' }
  return {
    'Wait a little': { Type: 'Wait', Seconds: 30, Next: 'Ask for status' },
    'Ask for status': { ...invoke(language), Next: 'Is it done?' },
    'Is it done?': { Type: 'Choice', Choices: [{ ...isDone, Next: 'It is done' }], Default: 'Wait a little' },
    'It is done': { Type: 'Pass', End: true },
  }
}

function forEach(settings: object, config: object, language: Language) {
  const states = { 'Process item': { ...invoke(language), End: true } }
  return {
    'For each item': { Type: 'Map', ...settings, ItemProcessor: { ProcessorConfig: config, StartAt: 'Process item', States: states } },
  }
}

function reader(language: Language) {
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters'
  return { ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', [field]: { Bucket: 'my-bucket', Prefix: 'in/' } } }
}
