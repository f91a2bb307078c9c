import type { ServiceAnswer, ServiceCaller } from '../ports/service-caller.ts'
import type { Reporter, TaskReport, TaskRequest, TaskRunner } from '../ports/tasks.ts'
import { callFailed } from './submit-failure.ts'

/** `arn:aws:states:::aws-sdk:sfn:getActivityTask`, perhaps with a task token. */
const resourceForm = /^arn:[^:]+:states:::aws-sdk:([a-z0-9]+):([A-Za-z0-9]+)(\.waitForTaskToken)?$/

/** Services whose name in AWS's SDK for Java, which errors carry, is not just capitalized. */
const sdkNames: Record<string, string> = { cloudwatchlogs: 'CloudWatchLogs', cloudwatch: 'CloudWatch' }

/**
 * Any operation of a service's API: the output is the API's own, without the metadata that optimized integrations add.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function awsSdkConnector({ caller }: { caller: ServiceCaller }): TaskRunner {
  const run = async (request: TaskRequest, signal: AbortSignal): Promise<Parameters<Reporter>> => {
    const [, service = '', action = ''] = resourceForm.exec(request.resource) ?? []
    const { task, input, roleArn, idempotencyToken: requestId } = request
    const region = request.executionArn.split(':')[3] ?? ''
    const answer = await caller.call({ service, action, input, roleArn, region, requestId }, signal)
    if (answer.outcome === 'refused') return [callFailed(request, failureOf(service, answer, requestId))]
    const report: TaskReport = { type: request.token === undefined ? 'TaskSucceeded' : 'TaskSubmitted', task, output: answer.output }
    return [report, answer.effects]
  }

  return {
    claims(resource) {
      return resourceForm.test(resource) && caller.serves(serviceOf(resource))
    },
    run(request, report, signal) {
      // After a restart only the token is still waited for.
      if (request.submitted !== undefined) return
      const told = ([what, effects]: Parameters<Reporter>): void => report(what, effects)
      run(request, signal).then(told, (error: unknown) => {
        const cause = error instanceof Error ? error.message : String(error)
        report({ type: 'TaskFailed', task: request.task, error: `${sdkName(serviceOf(request.resource))}.SdkClientException`, cause })
      })
    },
  }
}

function serviceOf(resource: string): string {
  return resourceForm.exec(resource)?.[1] ?? ''
}

function failureOf(
  service: string,
  answer: Extract<ServiceAnswer, { outcome: 'refused' }>,
  requestId: string,
): { error: string; cause: string } {
  const name = sdkName(service)
  const exception = answer.shape === undefined ? `${name}Exception` : exceptionName(answer.shape)
  const details = `(Service: ${name}, Status Code: ${answer.status}, Request ID: ${requestId}) (SDK Attempt Count: 1)`
  return { error: `${name}.${exception}`, cause: `${answer.message} ${details}` }
}

function sdkName(service: string): string {
  return sdkNames[service] ?? service.charAt(0).toUpperCase() + service.slice(1)
}

/** The class that the SDK for Java has for an error shape. */
function exceptionName(shape: string): string {
  const stem = shape.endsWith('Fault') ? shape.slice(0, -'Fault'.length) : shape
  return stem.endsWith('Exception') ? stem : `${stem}Exception`
}
