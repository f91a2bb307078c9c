import type { ApiAddresses } from '@pasos/services'
import { signatureHeaders } from '@pasos/wire'
import type { MachineCredentials } from './machine-credentials.ts'

/** Addresses by an API's host, or by its id alone. */
export type ApiEndpoints = ReadonlyMap<string, string>

/** Reads `HOST=URL`: where the API is that state machines know as HOST, or by its id. @throws RangeError with what is wrong */
export function parseApiEndpoint(text: string, before: ApiEndpoints = new Map()): ApiEndpoints {
  const [, host = '', place = ''] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (host === '') throw new RangeError(`${text}: HOST=URL is wanted`)
  if (!/^[a-z0-9.-]+(:\d+)?$/i.test(host)) throw new RangeError(`${host} is no host`)
  if (!URL.canParse(place) || !/^https?:$/.test(new URL(place).protocol)) throw new RangeError(`${place} is no URL`)
  return new Map(before).set(host, place)
}

/** Where `apigateway:invoke` finds APIs, and with what it signs: here a session of the role, for AWS this machine's own credentials. */
export function apiAddresses(options: {
  endpoints: ApiEndpoints
  /** Whether API Gateway was named as a service of AWS's own (`--forward apigateway=aws`). */
  isAtAws: boolean
  awsCredentials(): Promise<MachineCredentials>
  roleSession(roleArn: string): MachineCredentials
  /** Epoch milliseconds. */
  now(): number
}): ApiAddresses {
  const { endpoints, isAtAws, awsCredentials, roleSession, now } = options
  return {
    mapped: host => endpoints.get(host) ?? (host.includes('.execute-api.') ? endpoints.get(host.split('.')[0] ?? '') : undefined),
    async sign({ method, url, headers, body }, { roleArn, region, isMapped }) {
      if (!isMapped && !isAtAws) {
        throw new Error(
          `${url.host} is at AWS, which knows no roles of this server: name it when the server starts: --forward apigateway=aws`,
        )
      }
      const { sessionToken, ...key } = isMapped ? roleSession(roleArn) : await awsCredentials()
      const token: Record<string, string> = sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }
      const request = { method, url: url.pathname + url.search, headers: { ...headers, ...token }, body: Buffer.from(body) }
      return { ...token, ...signatureHeaders(request, { ...key, region, service: 'execute-api', now: now() }) }
    },
  }
}
