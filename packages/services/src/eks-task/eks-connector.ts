import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { type Clock, callFailed, growingPauses, pausedFor, type Reporter, type TaskRequest, type TaskRunner } from '@pasos/engine'
import { goesOn, parseResource, unreachable } from '@pasos/integrations'
import { pathOf, queryOf } from '../api-gateway-task/build-api-request.ts'
import { jsonOrText } from '../integrations/json-or-text.ts'
import { jobLogs, listAt, textAt } from './job-logs.ts'
import { askCluster, type Cluster, type ClusterAnswer, type ClusterPorts, failureOf, shown } from './kubernetes-api.ts'

interface EksPorts extends ClusterPorts {
  clock: Clock
}

const methods = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH'])

/**
 * `eks:call` and `eks:runJob`: requests to the API of the cluster that the parameters name, which itself says what the role may. An
 * answer that is no success fails the task with `EKS.STATUS`. The end of a job is asked for with growing pauses; when the execution is
 * stopped the job is left running, as on AWS. https://docs.aws.amazon.com/step-functions/latest/dg/connect-eks.html
 */
export function eksConnector(ports: EksPorts): TaskRunner {
  const run = async (request: TaskRequest, report: Reporter, signal: AbortSignal): Promise<void> => {
    const { resource, task } = request
    const { action, pattern } = parseResource(resource) as { action: string; pattern: string }
    const asks = action === 'call' ? callOf(asObject(request.input)) : jobOf(asObject(request.input))
    let submitted = request.submitted
    if (submitted === undefined) {
      const answer = await askCluster(ports, clusterOf(request), asks)
      const failure = failureOf(answer)
      if (failure) return report(callFailed(request, failure))
      submitted = shown(answer)
      report({ type: goesOn(resource) ? 'TaskSubmitted' : 'TaskSucceeded', task, output: submitted })
    }
    if (pattern === 'sync') await watch(ports, request, textAt(submitted, 'ResponseBody', 'metadata', 'name'), report, signal)
  }
  return {
    claims: resource => {
      const parsed = parseResource(resource)
      if (parsed.kind !== 'service' || parsed.isSdk || parsed.service !== 'eks') return false
      if (parsed.action === 'call') return parsed.pattern === 'RR' || parsed.pattern === 'waitForTaskToken'
      return parsed.action === 'runJob' && parsed.pattern !== 'sync:2'
    },
    run(request, report, signal) {
      run(request, report, signal).catch((error: Error) => report(callFailed(request, refusal(error))))
    },
  }
}

/** The task asks for what Step Functions does not send. */
class BadClusterRequest extends Error {}

function refusal(error: Error): { error: string; cause: string } {
  return error instanceof BadClusterRequest ? { error: 'States.Runtime', cause: error.message } : unreachable('EKS', error.message)
}

function clusterOf({ input, roleArn, executionArn }: TaskRequest): Cluster {
  const { ClusterName, Endpoint, CertificateAuthority } = asObject(input)
  const endpoint = String(Endpoint)
  if (!URL.canParse(endpoint)) throw new BadClusterRequest(`The Endpoint ${endpoint} is no URL.`)
  const [, , , region = ''] = executionArn.split(':')
  return { name: String(ClusterName), endpoint, certificateAuthority: String(CertificateAuthority), roleArn, region }
}

function callOf(input: JsonObject): Parameters<typeof askCluster>[2] {
  const method = String(input['Method'])
  if (!methods.has(method)) throw new BadClusterRequest(`The method ${method} is none of ${[...methods].join(', ')}.`)
  const body = method === 'GET' || method === 'HEAD' ? undefined : textOf(input['RequestBody'])
  return { method, path: pathOf([String(input['Path'])]), query: queryOf(input['QueryParameters']), ...(body !== undefined && { body }) }
}

function jobOf(input: JsonObject): Parameters<typeof askCluster>[2] {
  return { method: 'POST', path: jobsPath(input), body: textOf(input['Job']) ?? '' }
}

function jobsPath(input: JsonObject): string {
  return `/apis/batch/v1/namespaces/${encodeURIComponent(namespaceOf(input))}/jobs`
}

function namespaceOf({ Namespace }: JsonObject): string {
  return typeof Namespace === 'string' ? Namespace : 'default'
}

/** AWS: JSON or a text. */
function textOf(given: Json | undefined): string | undefined {
  if (given === undefined || given === null) return undefined
  return typeof given === 'string' ? given : JSON.stringify(given)
}

async function watch(...[ports, request, job, report, signal]: [EksPorts, TaskRequest, string, Reporter, AbortSignal]): Promise<void> {
  const { task } = request
  const input = asObject(request.input)
  const path = `${jobsPath(input)}/${encodeURIComponent(job)}`
  for (const pause of growingPauses()) {
    if (!(await pausedFor(ports.clock, pause, signal))) return
    // Nobody answered: the job goes on all the same.
    const answer = await askCluster(ports, clusterOf(request), { method: 'GET', path }).catch(() => undefined)
    if (answer === undefined || answer.status >= 500) continue
    const failure = failureOf(answer)
    if (failure) return report({ type: 'TaskFailed', task, ...failure })
    const end = endOf(answer)
    if (end === undefined) continue
    const output = { ...shown(answer), ...(await logsOf(ports, request, job)) }
    if (end === 'Complete') return report({ type: 'TaskSucceeded', task, output })
    return report({ type: 'TaskFailed', task, error: 'States.TaskFailed', cause: JSON.stringify(output) })
  }
}

async function logsOf(ports: EksPorts, request: TaskRequest, job: string): Promise<JsonObject> {
  const input = asObject(request.input)
  const options = asObject(input['LogOptions'] ?? {})
  if (options['RetrieveLogs'] !== true) return {}
  // AWS: as well as can be.
  const error = (problem: Error) => ({ error: 'EKS.SdkClientException', cause: problem.message })
  return { logs: await jobLogs(ports, clusterOf(request), { namespace: namespaceOf(input), job, options }).catch(error) }
}

/** Kubernetes says the end of a job by a condition that is true. */
function endOf({ text }: ClusterAnswer): 'Complete' | 'Failed' | undefined {
  const conditions = listAt(jsonOrText(text), 'status', 'conditions')
  return (['Complete', 'Failed'] as const).find(type =>
    conditions.some(each => textAt(each, 'type') === type && textAt(each, 'status') === 'True'),
  )
}

function asObject(value: Json): JsonObject {
  return isJsonObject(value) ? value : {}
}
