import type { Json } from '@pasos/asl'
import { findIntegration, type Integration, optimizedFailure, type ParsedResource, sdkFailure, type TaskFailure } from '@pasos/integrations'
import type { ServiceAnswer, ServiceCall, ServiceCaller } from '../ports/service-caller.ts'
import type { TaskRequest } from '../ports/tasks.ts'

/** An integration with a service, ready to be run: what is called, and how its answers and refusals are shown. */
export interface ServiceTask {
  /** The service's name in the AWS SDK integrations. */
  service: string
  operation: string
  names: ServiceCall['names']
  /** What errors begin with. */
  prefix: string
  /** Nothing for an AWS SDK integration. */
  integration: Integration | undefined
}

export type ServiceResource = Extract<ParsedResource, { kind: 'service' }>

export function serviceTask({ service, isSdk, action, pattern }: ServiceResource, caller: ServiceCaller): ServiceTask | undefined {
  if (isSdk) {
    const found = caller.find(service, action)
    return found && { service, operation: found.operation, names: 'sdk', prefix: found.prefix, integration: undefined }
  }
  const integration = findIntegration(service, action)
  if (integration?.operation === undefined || integration.operation === null || !integration.action.patterns.includes(pattern))
    return undefined
  const { model, service: owner } = integration
  return { service: model, operation: integration.operation, names: 'api', prefix: owner.prefix, integration }
}

/** One call for a task, with the task's role. */
export function serviceCall(
  { service, names }: ServiceTask,
  { roleArn, executionArn, idempotencyToken }: TaskRequest,
  operation: string,
  input: Json,
): ServiceCall {
  return { service, operation, input, names, as: roleArn, region: regionOf(executionArn), executionArn, idempotencyToken }
}

/** Asked for with every call: without a list of the ARN's parts. `arn:aws:states:REGION:…` */
function regionOf(arn: string): string {
  const start = arn.indexOf(':', arn.indexOf(':', 4) + 1) + 1
  return arn.slice(start, arn.indexOf(':', start))
}

export function failureOf(task: ServiceTask, { refusal, exception }: Extract<ServiceAnswer, { outcome: 'refused' }>): TaskFailure {
  if (task.integration !== undefined) return optimizedFailure(task.integration.service, refusal)
  return sdkFailure(task.prefix, exception, isBodiless(task) ? { ...refusal, message: '' } : refusal)
}

/** What answers a HEAD has no body, and so no message that the SDK could tell; only S3 has such operations. */
function isBodiless({ service, operation }: ServiceTask): boolean {
  return service === 's3' && operation.startsWith('Head')
}
