import type { lambda } from '@pasos/wire'
import { invalidParameter, validation } from './errors.ts'
import type { FunctionHost } from './function-host.ts'

type Settings = Partial<Pick<lambda.CreateFunctionRequest, keyof lambda.CreateFunctionRequest>> &
  Partial<lambda.UpdateFunctionConfigurationRequest>

/** AWS, "Defined runtime environment variables": these cannot be set by the user. */
const reserved = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
])
const rolePattern = /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/
const rolePatternText = 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+'
const namePattern = /^[a-zA-Z]([a-zA-Z0-9_])+$/
const maxEnvironmentBytes = 4096
const maxLayers = 5

/** What AWS's model demands of the settings, then what the service demands. @throws ApiError */
export async function checkSettings(input: Settings, host: FunctionHost): Promise<void> {
  const findings = [...modelFindings(input)]
  if (findings.length > 0) throw validation(findings)
  const { Runtime, Layers, Environment } = input
  if (Runtime !== undefined && !host.supports(Runtime)) throw unknownRuntime(Runtime)
  const lack = Runtime === undefined ? undefined : await host.lacks(Runtime)
  if (lack !== undefined) throw invalidParameter(`${lack} Functions of the runtime ${Runtime} cannot be run here.`)
  if ((Layers?.length ?? 0) > maxLayers) throw invalidParameter('Cannot reference more than 5 layers.')
  checkEnvironment(Environment?.Variables)
}

function* modelFindings(input: Settings): Generator<string> {
  const fail = (value: unknown, member: string, demand: string) =>
    `Value '${value}' at '${member}' failed to satisfy constraint: Member must ${demand}`
  const { Timeout, MemorySize, Role, Handler, Description, EphemeralStorage, Environment } = input
  yield* range(Timeout, 'timeout', 1, 900)
  yield* range(MemorySize, 'memorySize', 128, 10_240)
  yield* range(EphemeralStorage?.Size, 'ephemeralStorage.size', 512, 10_240)
  if (Role !== undefined && !rolePattern.test(Role)) yield fail(Role, 'role', `satisfy regular expression pattern: ${rolePatternText}`)
  if (Handler !== undefined && /\s/.test(Handler)) yield fail(Handler, 'handler', 'satisfy regular expression pattern: [^\\s]+')
  if ((Handler?.length ?? 0) > 128) yield fail(Handler, 'handler', 'have length less than or equal to 128')
  if ((Description?.length ?? 0) > 256) yield fail(Description, 'description', 'have length less than or equal to 256')
  if (Object.keys(Environment?.Variables ?? {}).some(name => !namePattern.test(name))) {
    yield "Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]"
  }
}

function* range(value: number | undefined, member: string, min: number, max: number): Generator<string> {
  if (value === undefined) return
  const bound = value < min ? `greater than or equal to ${min}` : value > max ? `less than or equal to ${max}` : undefined
  if (bound) yield `Value '${value}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`
}

function unknownRuntime(runtime: string) {
  const known = 'nodejs18.x, nodejs20.x, nodejs22.x, nodejs24.x, python3.8 to python3.14, provided, provided.al2, provided.al2023'
  return invalidParameter(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${known}] or be a valid ARN`,
  )
}

function checkEnvironment(variables: Record<string, string> | undefined): void {
  if (!variables) return
  const taken = Object.keys(variables).filter(name => reserved.has(name))
  if (taken.length > 0) {
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys ' +
        `that are currently not supported for modification. Reserved keys used in this request: ${taken.join(', ')}`,
    )
  }
  const bytes = Buffer.byteLength(JSON.stringify(variables))
  if (bytes > maxEnvironmentBytes) {
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. ' +
        `String measured: ${JSON.stringify(variables)}`,
    )
  }
}
