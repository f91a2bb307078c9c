import type { JsonPath } from '@pasos/graph'
import { isRecord } from './field-kind.ts'

/** What somebody has on the server that a call's parameter can name. */
export type OwnKind = 'function' | 'activity' | 'queue' | 'topic' | 'bus' | 'machine' | 'table' | 'bucket' | 'secret' | 'parameter'

/** A place in a call's parameters that names one of a kind. */
export interface OwnPlace {
  kind: OwnKind
  /** From the parameters; the last step is the parameter's name. */
  path: JsonPath
  /** What stands there: a name, an expression, or the path of `TopicArn.$`; undefined where nothing does. */
  written: unknown
  /** The parameter is read from the data by a `.$` behind its name. */
  isPath: boolean
}

interface Row {
  services: readonly string[]
  /** Steps to the parameter; `*` is every entry of a list. */
  parameter: readonly string[]
  kind: OwnKind
  /** Actions that take it: for them it is offered before it is written. Where it is written it is offered in any. */
  actions: RegExp
  /** Stands in its place. */
  unless?: readonly string[]
}

/** Integration and parameter → kind. Services are as a task's Resource names them, in an integration of its own or behind `aws-sdk:`. */
const ROWS: readonly Row[] = [
  { services: ['lambda'], parameter: ['FunctionName'], kind: 'function', actions: /^invoke/ },
  { services: ['sqs'], parameter: ['QueueUrl'], kind: 'queue', actions: /Message|^(purge|delete|tag|untag)Queue$|QueueAttributes$/ },
  {
    services: ['sns'],
    parameter: ['TopicArn'],
    kind: 'topic',
    actions: /^(publish|subscribe)|Topic(Attributes)?$/,
    unless: ['TargetArn', 'PhoneNumber'],
  },
  { services: ['events', 'eventbridge'], parameter: ['Entries', '*', 'EventBusName'], kind: 'bus', actions: /^putEvents$/ },
  { services: ['events', 'eventbridge'], parameter: ['EventBusName'], kind: 'bus', actions: /Rules?$|Targets(ByRule)?$/ },
  {
    services: ['states', 'sfn'],
    parameter: ['StateMachineArn'],
    kind: 'machine',
    actions: /^start(Sync)?Execution$|^(describe|update)StateMachine$|^listExecutions$/,
  },
  { services: ['states', 'sfn'], parameter: ['ActivityArn'], kind: 'activity', actions: /Activity$|^getActivityTask$/ },
  {
    services: ['dynamodb'],
    parameter: ['TableName'],
    kind: 'table',
    actions: /^(get|put|update|delete)Item$|^(query|scan)$|^describeTable$/,
  },
  {
    services: ['s3'],
    parameter: ['Bucket'],
    kind: 'bucket',
    actions: /Objects?(V2|Tagging|Attributes|Acl)?$|Upload|^headBucket$|^getBucket/,
  },
  { services: ['secretsmanager'], parameter: ['SecretId'], kind: 'secret', actions: /Secret(Value|VersionIds)?$/ },
  { services: ['ssm'], parameter: ['Name'], kind: 'parameter', actions: /^(get|put|delete)Parameter(History)?$/ },
  { services: ['ssm'], parameter: ['Names', '*'], kind: 'parameter', actions: /^getParameters$/ },
]

const CALL = /^arn:aws[\w-]*:states:[^:]*:[^:]*:(?:aws-sdk:)?([a-z0-9]+):([A-Za-z0-9]+)/
/** Nobody makes a thing by the name of one that is there. */
const OF_NO_ONE = /^create(?!MultipartUpload)/

/** Where the parameters of a call name what somebody has on the server, or could. */
export function ownPlaces(resource: unknown, parameters: unknown): OwnPlace[] {
  const [, service = '', action = ''] = (typeof resource === 'string' && CALL.exec(resource)) || []
  return ROWS.filter(({ services }) => services.includes(service)).flatMap(row =>
    placesOf(row.parameter, parameters, [])
      .filter(
        ({ written }) => written !== undefined || (row.actions.test(action) && !OF_NO_ONE.test(action) && !isReplaced(row, parameters)),
      )
      .map(place => ({ ...place, kind: row.kind })),
  )
}

function isReplaced({ unless = [] }: Row, parameters: unknown): boolean {
  return isRecord(parameters) && unless.some(name => name in parameters || `${name}.$` in parameters)
}

function placesOf([step, ...rest]: readonly string[], value: unknown, path: JsonPath): Omit<OwnPlace, 'kind'>[] {
  if (step === '*') {
    if (!Array.isArray(value)) return []
    return value.flatMap((each, index) =>
      rest.length > 0 ? placesOf(rest, each, [...path, index]) : [{ path: [...path, index], written: each, isPath: false }],
    )
  }
  if (step === undefined || !isRecord(value)) return []
  if (rest.length > 0) return placesOf(rest, value[step], [...path, step])
  const isPath = `${step}.$` in value
  return [{ path: [...path, step], written: isPath ? value[`${step}.$`] : value[step], isPath }]
}

/** The same object with the parameter that was read from the data named outright, in the same place. */
export function withoutPath(owner: Readonly<Record<string, unknown>>, name: string, value: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(owner).map(([key, each]) => (key === `${name}.$` ? [name, value] : [key, each])))
}

/** Some are named by their name as well as by their ARN, and a queue's URL is of the same queue by whichever host and port it is reached. */
export function isNamedBy({ name, value }: { name: string; value: string }, written: string): boolean {
  const path = pathOf(value)
  return written === value || written === name || (path !== undefined && path === pathOf(written))
}

function pathOf(url: string): string | undefined {
  return /^https?:\/\/[^/]+(\/\d{12}\/.+)$/.exec(url)?.[1]
}
