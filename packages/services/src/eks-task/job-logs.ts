import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { queryOf } from '../api-gateway-task/build-api-request.ts'
import { jsonOrText } from '../integrations/json-or-text.ts'
import { askCluster, type Cluster, type ClusterPorts, failureOf } from './kubernetes-api.ts'

/** The logs of a job's containers by pod, as `LogOptions` ask for them. What can't be read has `error` and `cause` in its place. */
export async function jobLogs(
  ports: ClusterPorts,
  cluster: Cluster,
  { namespace, job, options }: { namespace: string; job: string; options: JsonObject },
): Promise<JsonObject> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`
  const query = queryOf({ labelSelector: [`job-name=${job}`] })
  const found = await askCluster(ports, cluster, { method: 'GET', path, query })
  const pods: JsonObject = {}
  for (const pod of listAt(jsonOrText(found.text), 'items')) {
    const name = textAt(pod, 'metadata', 'name')
    const containers: JsonObject = {}
    for (const container of listAt(pod, 'spec', 'containers')) {
      const of = textAt(container, 'name')
      const asked = { ...(options['LogParameters'] as JsonObject | undefined), container: [of] }
      const read = { method: 'GET', path: `${path}/${encodeURIComponent(name)}/log`, query: queryOf(asked) }
      containers[of] = await logOf(ports, cluster, read, options['RawLogs'] === true)
    }
    pods[name] = { containers }
  }
  return { pods }
}

async function logOf(
  ...[ports, cluster, request, isRaw]: [ClusterPorts, Cluster, Parameters<typeof askCluster>[2], boolean]
): Promise<JsonObject> {
  try {
    const answer = await askCluster(ports, cluster, request)
    return failureOf(answer) ?? { log: isRaw ? answer.text : jsonOrText(answer.text) }
  } catch (error) {
    return { error: 'EKS.SdkClientException', cause: (error as Error).message }
  }
}

/** A text within JSON of another's making; empty where there is none. */
export function textAt(value: Json, ...names: readonly string[]): string {
  const found = within(value, names)
  return typeof found === 'string' ? found : ''
}

/** A list within JSON of another's making. */
export function listAt(value: Json, ...names: readonly string[]): Json[] {
  const found = within(value, names)
  return Array.isArray(found) ? found : []
}

function within(value: Json, names: readonly string[]): Json | undefined {
  return names.reduce<Json | undefined>((at, name) => (at !== undefined && isJsonObject(at) ? at[name] : undefined), value)
}
