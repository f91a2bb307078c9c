import type { Pattern } from './resource.ts'

/** JSON as states hand it on. */
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value }
export type Values = { [name: string]: Value }

/** What one service is to Step Functions' optimized integrations. */
export interface ServiceDefinition {
  /** As it stands in a Resource: `elasticmapreduce`. */
  name: string
  /** The service's name in the AWS SDK integrations, under which its model is kept: `emr`. */
  model: string
  /** What its errors begin with: `DynamoDB`. */
  prefix: string
  /** What the SDK for Java v1 calls it, which stands in causes: `AmazonDynamoDBv2`. */
  client: string
  /** The class of that SDK for errors that no model knows: `AmazonDynamoDBException`. */
  baseException: string
  /** Whether results carry `SdkHttpMetadata` and `SdkResponseMetadata`. */
  hasMetadata: boolean
  actions: Readonly<Record<string, ActionDefinition>>
}

export interface ActionDefinition {
  patterns: readonly Pattern[]
  /** The operation of the API, where it is not the action with a capital letter; `null` for what is no call of an AWS API. */
  operation?: string | null
  /** The service whose operation that is, where it is another than the rest's: `bedrockruntime`. */
  model?: string
  /** Why these parameters cannot be served here, though AWS takes them. */
  unserved?: (parameters: Values) => string | undefined
  /** What it takes, where that is not all that the operation takes. */
  parameters?: ParameterList
  /** Members whose value may be any JSON, and is sent as the text of it. */
  jsonText?: readonly string[]
  /** Members further down that may be any JSON, though the API has a text there. */
  jsonWithin?: readonly string[]
  /** The request, where it is not what the parameters say. */
  request?: (parameters: Values, execution: ExecutionPlace, found: Value) => Values
  /** What is named by its name, though the API knows it by its id. */
  lookup?: Lookup
  /** The host that the SDK would call in vain, where the parameters lead to no endpoint of the service. */
  deadEnd?: (parameters: Values) => string | undefined
  /** Members of the result that are any JSON, though the API has a text there. */
  jsonResult?: readonly string[]
  /** The result, where it is not the answer. */
  result?: (answer: Values, parameters: Values) => Values
  /** An answer that is a failure all the same. */
  failure?: (answer: Values, pattern: Pattern) => { error: string; cause: string } | undefined
  sync?: SyncDefinition
  /** What the role must be allowed, with the pattern that demands it. */
  iam?: readonly IamNeed[]
}

/** Goes through pages of a list for the one of a name. */
export interface Lookup {
  operation: string
  input(parameters: Values): Values
  /** The member of the answer with what there is, each with `Id` and `Name`. */
  list: string
  /** The parameter that has the name. */
  name: string
}

export interface ParameterList {
  required: readonly string[]
  optional: readonly string[]
  /** Those that are texts; others may be JSON of other kinds. */
  texts: readonly string[]
  /** Those that are `{ "name": ["value", …] }`. */
  lists?: readonly string[]
  /** Those that are objects. */
  objects?: readonly string[]
  /** What those may say that have a choice of words. */
  words?: Readonly<Record<string, readonly string[]>>
}

export interface ExecutionPlace {
  executionArn: string
  stateMachineArn: string
}

/** How the end of a job is found: developer guide, "Run a Job (.sync)". */
export interface SyncDefinition {
  poll: JobCall
  /** What the job has come to, of the poll's answer; nothing while it goes on. */
  ended(answer: Values): JobEnd | undefined
  /** What is shown of the poll's answer: the result, or what becomes of the cause. Without: all of it. */
  shown?(answer: Values): Values
  /** Members whose text `.sync:2` shows as the JSON that it holds. */
  jsonText?: readonly string[]
  /** Asked for when the execution is stopped, or time is up. Without: the job is left running. */
  cancel?: JobCall
  /** The error of the poll that says that it is gone, where that is its end. */
  goneIs?: string
}

export type JobEnd = 'done' | 'failed'

export interface JobCall {
  operation: string
  input(answer: Values, parameters: Values): Values
}

export interface IamNeed {
  actions: readonly string[]
  /** ARN pattern; `*` where the API knows no resources or the parameters name them. */
  resource: string
  /** Only with this pattern of waiting. */
  pattern?: Pattern
}

export const RR: readonly Pattern[] = ['RR']
export const SYNC: readonly Pattern[] = ['RR', 'sync']
export const TOKEN: readonly Pattern[] = ['RR', 'waitForTaskToken']

/** A member of JSON, however deep; `undefined` where there is none. */
export function at(value: Value | undefined, ...names: readonly (string | number)[]): Value | undefined {
  let current = value
  for (const name of names) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as Values)[name as string]
  }
  return current
}

/** The end of a job that its state tells. */
export function byState(
  path: readonly (string | number)[],
  { done, failed }: { done: readonly string[]; failed: readonly string[] },
): SyncDefinition['ended'] {
  return answer => {
    const state = String(at(answer, ...path))
    if (done.includes(state)) return 'done'
    return failed.includes(state) ? 'failed' : undefined
  }
}

/** The object at a place of a poll's answer. */
export function member(...path: readonly (string | number)[]): (answer: Values) => Values {
  return answer => (at(answer, ...path) ?? answer) as Values
}

/** The managed rule that Step Functions keeps to hear of a job's end. */
export function managedRule(name: string): IamNeed {
  return {
    actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
    resource: `arn:aws:events:*:*:rule/${name}`,
    pattern: 'sync',
  }
}
