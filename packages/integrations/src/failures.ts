import type { ServiceDefinition } from './definition.ts'

/** What a service refused a call with. */
export interface Refusal {
  /** The service's own code: `AWS.SimpleQueueService.NonExistentQueue`. */
  code: string
  /** The error's name in the service's model, when it is modelled: `QueueDoesNotExist`. */
  shape?: string | undefined
  message: string
  status: number
  requestId: string
}

export interface TaskFailure {
  error: string
  cause: string
}

/**
 * A refusal as optimized integrations tell it, in the words of the SDK for Java v1: modelled errors keep their names, all others go
 * under the client's own.
 */
export function optimizedFailure(service: Pick<ServiceDefinition, 'prefix' | 'client' | 'baseException'>, refusal: Refusal): TaskFailure {
  const { shape } = refusal
  const name = shape === undefined ? service.baseException : shape.endsWith('Exception') ? shape : `${shape}Exception`
  return {
    error: `${service.prefix}.${name}`,
    cause: optimizedCause(service.client, refusal),
  }
}

/** `client`: what the SDK for Java v1 calls the service. */
function optimizedCause(client: string, { message, status, code, requestId }: Omit<Refusal, 'shape'>): string {
  return `${told(message)} (Service: ${client}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`
}

/** A refusal as AWS SDK integrations tell it; `exception` is the class that the SDK for Java v2 has for the shape. */
export function sdkFailure(prefix: string, exception: string | undefined, { message, status, requestId }: Refusal): TaskFailure {
  // AWS: S3 has a second id for each request, which is no UUID.
  const ids = prefix === 'S3' ? `${requestId}, Extended Request ID: ${requestId.replaceAll('-', '')}=` : requestId
  return {
    error: `${prefix}.${exception ?? `${prefix}Exception`}`,
    cause: `${told(message)} (Service: ${prefix}, Status Code: ${status}, Request ID: ${ids}) (SDK Attempt Count: 1)`,
  }
}

/** Both SDKs for Java print a missing message so; Parameter Store's `ParameterNotFound` has none. */
function told(message: string): string {
  return message === '' ? 'null' : message
}

/** Why nobody answered, in the words of the SDK for Java. `at`: whom was asked. */
export function whyUnreachable(
  { code, message }: { code?: string | undefined; message: string },
  at: { host: string; hostname: string },
): string {
  const words = 'Unable to execute HTTP request: '
  if (code === 'ENOTFOUND') return `${words}${at.hostname}: Name or service not known`
  if (code === 'EAI_AGAIN') return `${words}${at.hostname}: Temporary failure in name resolution`
  if (code === 'ECONNREFUSED') return `${words}Connect to ${at.host} failed: Connection refused`
  return `${words}${message}`
}

/** Nobody answered. */
export function unreachable(prefix: string, cause: string): TaskFailure {
  return { error: `${prefix}.SdkClientException`, cause }
}
