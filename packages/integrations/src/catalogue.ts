import signatures from '../data/signatures.json' with { type: 'json' }
import type { ActionDefinition, ParameterList, ServiceDefinition } from './definition.ts'
import type { ParsedResource, Pattern } from './resource.ts'
import { apigateway } from './services/apigateway.ts'
import { athena } from './services/athena.ts'
import { batch } from './services/batch.ts'
import { bedrock } from './services/bedrock.ts'
import { bedrockAgentCore } from './services/bedrockagentcore.ts'
import { codebuild } from './services/codebuild.ts'
import { databrew } from './services/databrew.ts'
import { dynamodb } from './services/dynamodb.ts'
import { ecs } from './services/ecs.ts'
import { eks } from './services/eks.ts'
import { elasticmapreduce } from './services/elasticmapreduce.ts'
import { emrContainers } from './services/emr-containers.ts'
import { emrServerless } from './services/emr-serverless.ts'
import { events } from './services/events.ts'
import { glue } from './services/glue.ts'
import { http } from './services/http.ts'
import { lambda } from './services/lambda.ts'
import { mediaconvert } from './services/mediaconvert.ts'
import { sagemaker } from './services/sagemaker.ts'
import { sns } from './services/sns.ts'
import { sqs } from './services/sqs.ts'
import { states } from './services/states.ts'

/** Every service with optimized integrations. A new one is added here, and nowhere else. */
export const optimizedServices: readonly ServiceDefinition[] = [
  ...[apigateway, athena, batch, bedrock, bedrockAgentCore, codebuild, databrew, dynamodb, ecs, eks, elasticmapreduce, emrContainers],
  ...[emrServerless, events, glue, http, lambda, mediaconvert, sagemaker, sns, sqs, states],
]

/** One optimized integration, whole. */
export interface Integration {
  service: ServiceDefinition
  name: string
  action: ActionDefinition
  /** The service that has the operation, by its name in the AWS SDK integrations. */
  model: string
  /** The operation it calls; `null` for what is no call of an AWS API. */
  operation: string | null
  parameters: ParameterList
  /** Errors that the API models, by their names there. */
  errors: readonly string[]
}

const byName = new Map(optimizedServices.map(service => [service.name, service]))

/** An optimized integration by the names that a Resource has for it: `sqs`, `sendMessage`. */
export function findIntegration(serviceName: string, actionName: string): Integration | undefined {
  const service = byName.get(serviceName)
  const action = service !== undefined && Object.hasOwn(service.actions, actionName) ? service.actions[actionName] : undefined
  if (service === undefined || action === undefined) return undefined
  const signature =
    (signatures as Record<string, Partial<ParameterList> & { errors?: readonly string[] }>)[`${serviceName}:${actionName}`] ?? {}
  const { required = [], optional = [], texts = [], errors = [] } = signature
  return {
    service,
    name: actionName,
    action,
    model: action.model ?? service.model,
    operation: operationOf(actionName, action),
    parameters: action.parameters ?? { required, optional, texts },
    errors,
  }
}

/** What an action calls of its service's API; `null` for what is no call of an AWS API. */
export function operationOf(actionName: string, action: ActionDefinition): string | null {
  return action.operation === undefined ? upperFirst(actionName) : action.operation
}

/** What an item reader and a result writer may name. */
const mapResources: Readonly<Record<'ItemReader' | 'ResultWriter', readonly string[]>> = {
  ItemReader: ['s3:getObject', 's3:listObjectsV2'],
  ResultWriter: ['s3:putObject'],
}

/**
 * Whether AWS has an integration. `owner` is where it stands. `sdkActions` knows the actions of the AWS SDK integrations by the
 * service's name; without it they are believed.
 */
export function isIntegration(
  resource: Extract<ParsedResource, { kind: 'service' }>,
  owner: string,
  sdkActions?: (service: string) => readonly string[] | undefined,
): boolean {
  const { service, action, pattern, isSdk } = resource
  if (owner === 'ItemReader' || owner === 'ResultWriter')
    return !isSdk && pattern === 'RR' && mapResources[owner].includes(`${service}:${action}`)
  if (!isSdk) return findIntegration(service, action)?.action.patterns.includes(pattern) === true
  if (!/^[a-z0-9]+$/.test(service) || !/^[a-z]\w*$/.test(action) || isWaiting(pattern)) return false
  return sdkActions === undefined || sdkActions(service)?.includes(action) === true
}

function isWaiting(pattern: Pattern): boolean {
  return pattern === 'sync' || pattern === 'sync:2'
}

export function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
