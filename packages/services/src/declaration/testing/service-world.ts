import { Readable } from 'node:stream'
import { createDispatcher } from '@pasos/wire'
import { createRole } from '../../iam/create-role.ts'
import { rolePolicies } from '../../iam/role-policies.ts'
import { openServices } from '../open-services.ts'
import type { Service, ServicePorts } from '../service.ts'
import { memoryPorts, permissionOver } from './memory-ports.ts'

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

interface SdkRequest {
  method: string
  path: string
  query: Record<string, string>
  headers: Record<string, string>
  body?: string | Uint8Array
}

export const account = '123456789012'
export const region = 'us-east-1'
const owner: Credentials = { accessKeyId: account, secretAccessKey: 'anything' }

/** For tests: services on ports in memory (or others), reached with the real clients, without a socket. */
export function serviceWorld(services: readonly Service[], change: Partial<ServicePorts> = {}) {
  const ports = { ...memoryPorts(), ...change }
  const opened = openServices(services, ports)
  const authorizeCaller = permissionOver(ports, services)
  const dispatch = createDispatcher({
    services: opened.operations,
    credential: ports.credentials.find,
    authorizeCaller,
    logger: { error: (message, details) => console.error(message, details) },
    now: ports.clock.now,
  })
  const requestHandler = {
    async handle({ method, path, query, headers, body }: SdkRequest, { abortSignal }: { abortSignal?: AbortSignal } = {}) {
      const search = new URLSearchParams(query).toString()
      const answer = await dispatch({
        method,
        url: search === '' ? path : `${path}?${search}`,
        headers,
        body: Buffer.from(body ?? ''),
        signal: abortSignal ?? new AbortController().signal,
      })
      const sent = Readable.from(answer.stream ?? [Buffer.from(answer.body)])
      return { response: { statusCode: answer.status, headers: answer.headers, body: sent } }
    },
  }
  return {
    ...{ ports, opened, authorizeCaller, dispatch },
    /** Settings for any client. */
    config: (credentials: Credentials = owner) => ({
      endpoint: 'http://127.0.0.1',
      region,
      credentials,
      maxAttempts: 1,
      // biome-ignore lint/suspicious/noExplicitAny: the clients want a whole HTTP handler, of which they use one method
      requestHandler: requestHandler as any,
    }),
    /** A session of a new role that may do this. */
    async sessionOf(name: string, ...statements: object[]): Promise<Credentials> {
      const context = ownerContext('iam')
      const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }] }
      const { Role } = await createRole(ports)({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }, context)
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements })
      if (statements.length > 0) await rolePolicies(ports).PutRolePolicy({ RoleName: name, PolicyName: 'p', PolicyDocument }, context)
      const caller = { accountId: account, arn: `arn:aws:sts::${account}:assumed-role/${name}/s`, userId: `${Role!.RoleId}:s` }
      return ports.credentials.issue({ caller, sessionPolicies: [], sessionTags: [] }, 3600)
    },
  }
}

function ownerContext(service: string) {
  const caller = { accountId: account, accessKeyId: account, arn: `arn:aws:iam::${account}:root`, userId: account }
  return { requestId: 'r', service, operation: '', region, accountId: account, caller, signal: new AbortController().signal }
}
