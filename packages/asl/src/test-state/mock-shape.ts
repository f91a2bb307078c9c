import { readResource } from '../definition/task-state.ts'
import type { Json } from '../json.ts'
import { shapeProblem, type ValidationMode } from './check-shape.ts'
import type { FindResultModel, ResultModel } from './result-model.ts'

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
export function mockShapeProblem(resource: string, result: Json, mode: ValidationMode, find: FindResultModel): string | undefined {
  const { kind, resourceType, resource: action } = readResource(resource)
  if (kind !== 'service' || action.endsWith('.waitForTaskToken')) return undefined
  const isSdk = resourceType.startsWith('aws-sdk:')
  if (!isSdk && ownAnswers.has(resourceType)) return undefined
  const service = isSdk ? resourceType.slice('aws-sdk:'.length) : (sdkNames[resourceType] ?? resourceType)
  const model = find(service)
  const target = model && outputOf(model, `${resourceType}:${action}`, action)
  if (target === undefined) return undefined
  const open = isSdk ? undefined : openMembers[`${resourceType}:${action}`]
  return shapeProblem(open === undefined ? model! : opened(model!, target, open), target, result, mode)
}

function outputOf(model: ResultModel, integration: string, action: string): string | undefined {
  const [call = ''] = action.split('.')
  const operation = call === action ? upperFirst(call) : polledBy[integration.split('.')[0] ?? '']
  return operation !== undefined && Object.hasOwn(model.operations, operation) ? model.operations[operation] : undefined
}

function opened(model: ResultModel, target: string, names: readonly string[]): ResultModel {
  const shape = model.shapes[target]
  if (shape?.kind !== 'structure') return model
  const members = { ...shape.members, ...Object.fromEntries(names.map(name => [name, ':any'])) }
  return { ...model, shapes: { ...model.shapes, [target]: { ...shape, members } } }
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
