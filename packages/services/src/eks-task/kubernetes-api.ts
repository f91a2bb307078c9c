import type { JsonObject } from '@pasos/asl'
import type { OutgoingHttp } from '../declaration/service.ts'
import { exchangeByTask } from '../integrations/exchange-by-task.ts'
import { putJsonOrText } from '../integrations/json-or-text.ts'

/** How clusters are called. */
export interface ClusterPorts {
  outgoing: Pick<OutgoingHttp, 'exchange'>
  /** The same without a look at where an address is: for those that were mapped. */
  inside: Pick<OutgoingHttp, 'exchange'>
  /** The address that the owner of the server has given a cluster's host. */
  mapped(host: string): string | undefined
  /** What a cluster takes for the role: `k8s-aws-v1.…`. Rejects where the host shall not see it. */
  token(of: { clusterName: string; host: string; isMapped: boolean; roleArn: string; region: string }): Promise<string>
}

/** A cluster as a task's parameters name it. */
export interface Cluster {
  name: string
  /** `https://….eks.amazonaws.com` */
  endpoint: string
  /** Base64 of PEM. */
  certificateAuthority: string
  roleArn: string
  region: string
}

export interface ClusterRequest {
  method: string
  /** Encoded. */
  path: string
  /** Without the question mark. */
  query?: string
  body?: string
}

export interface ClusterAnswer {
  status: number
  statusText: string
  text: string
}

const longestMs = 60_000
/** What a state may hold is less, and is judged there. */
const longestAnswerBytes = 10 * 1024 * 1024

/**
 * One request to a cluster's own API, with the role's token as the AWS IAM Authenticator takes it. Rejects when nobody answers, when the
 * other side's certificate is not of the cluster's authority, and for addresses that users may not have called.
 */
export async function askCluster(ports: ClusterPorts, cluster: Cluster, request: ClusterRequest): Promise<ClusterAnswer> {
  const { name: clusterName, roleArn, region, certificateAuthority } = cluster
  const { method, path, query = '', body } = request
  const given = new URL(cluster.endpoint)
  const mapped = ports.mapped(given.host)
  const url = new URL(mapped ?? given)
  url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`
  url.search = query
  const token = await ports.token({ clusterName, host: given.host, isMapped: mapped !== undefined, roleArn, region })
  const headers = {
    accept: 'application/json',
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { 'content-type': contentType(method) }),
  }
  const answer = await exchangeByTask(mapped === undefined ? ports.outgoing : ports.inside, {
    ...{ url: url.href, method, headers, timeoutMs: longestMs, longestAnswerBytes, needsTls: mapped === undefined },
    ...(body !== undefined && { body }),
    ...(mapped === undefined && { authority: Buffer.from(certificateAuthority, 'base64').toString('utf8') }),
  })
  return { status: answer.status, statusText: answer.statusText, text: Buffer.from(answer.body).toString('utf8') }
}

/** Kubernetes takes a patch only by the name of its kind; a merge is what a plain object means. */
function contentType(method: string): string {
  return method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
}

/** As tasks of EKS show it: as their result, or as the cause of `EKS.STATUS`. */
export function shown({ status, statusText, text }: ClusterAnswer): JsonObject {
  const result: JsonObject = { ResponseBody: null, StatusCode: status, StatusText: statusText }
  putJsonOrText(result, 'ResponseBody', text)
  return result
}

/** Nothing for an answer that says that it went well. */
export function failureOf(answer: ClusterAnswer): { error: string; cause: string } | undefined {
  const { status } = answer
  return status >= 200 && status <= 299 ? undefined : { error: `EKS.${status}`, cause: JSON.stringify(shown(answer)) }
}
