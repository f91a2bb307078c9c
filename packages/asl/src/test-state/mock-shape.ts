import { readResource } from '../definition/task-state.ts'
import type { Json } from '../json.ts'
import { shapeProblem, type ValidationMode } from './check-shape.ts'
import type { FindResultShape } from './result-model.ts'

/** Where an optimized integration has another name for a service than the SDK has. */
const sdkNames: Readonly<Record<string, string>> = {
  states: 'sfn',
  events: 'eventbridge',
  elasticmapreduce: 'emr',
  'emr-containers': 'emrcontainers',
  'emr-serverless': 'emrserverless',
}

/** Optimized integrations that show something else than what an API answers. */
const ownAnswers = new Set(['apigateway', 'http', 'bedrock', 'eks'])

/**
 * What a `.sync` integration asks until the work is done; its answer is the result (developer guide, "Integrate optimized services").
 * For others the result's shape is not that of any one answer.
 */
const polledBy: Readonly<Record<string, string>> = {
  'states:startExecution': 'DescribeExecution',
  'athena:startQueryExecution': 'GetQueryExecution',
  'sagemaker:createTrainingJob': 'DescribeTrainingJob',
  'sagemaker:createTransformJob': 'DescribeTransformJob',
  'sagemaker:createHyperParameterTuningJob': 'DescribeHyperParameterTuningJob',
  'sagemaker:createProcessingJob': 'DescribeProcessingJob',
  'sagemaker:createLabelingJob': 'DescribeLabelingJob',
}

/** Members that hold JSON of any kind in an optimized integration, though the API has a text there. */
const openMembers: Readonly<Record<string, readonly string[]>> = {
  'lambda:invoke': ['Payload'],
  'states:startExecution.sync:2': ['Input', 'Output'],
}

/**
 * In what a mocked result is not what the task's API answers: a message of AWS's, or nothing. Bare functions, activities, callbacks and
 * services whose models are not known may answer anything.
 */
export function mockShapeProblem(resource: string, result: Json, mode: ValidationMode, find: FindResultShape): string | undefined {
  const { kind, resourceType, resource: action } = readResource(resource)
  if (kind !== 'service' || action.endsWith('.waitForTaskToken')) return undefined
  const isSdk = resourceType.startsWith('aws-sdk:')
  if (!isSdk && ownAnswers.has(resourceType)) return undefined
  const service = isSdk ? resourceType.slice('aws-sdk:'.length) : (sdkNames[resourceType] ?? resourceType)
  const operation = operationOf(`${resourceType}:${action}`, action)
  const shape = operation === undefined ? undefined : find(service, operation)
  if (shape === undefined) return undefined
  const open = isSdk ? undefined : openMembers[`${resourceType}:${action}`]
  return shapeProblem(shape, result, { mode, optimized: !isSdk, ...(open && { open }) })
}

function operationOf(integration: string, action: string): string | undefined {
  const [call = ''] = action.split('.')
  return call === action ? upperFirst(call) : polledBy[integration.split('.')[0] ?? '']
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
