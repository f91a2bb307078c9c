import { delimiter, join } from 'node:path'
import type { FunctionSpec } from '../function-spec.ts'

/** The variables a function's process starts with: AWS's, the role's credentials, the user's. None of the server's own. */
export function functionEnvironment(
  spec: FunctionSpec,
  place: { taskRoot: string; layerRoots: readonly string[]; temporaryRoot: string; logStream: string; executable: string },
): Record<string, string> {
  // Later layers are looked at first.
  const searched = (...parts: string[]) => place.layerRoots.toReversed().map(layer => join(layer, ...parts))
  const platform = spec.platformEnvironment()
  const isNode = spec.runtime.startsWith('nodejs')
  const major = /^nodejs(\d+)/.exec(spec.runtime)?.[1]
  const modules = [...searched('nodejs', `node${major}`, 'node_modules'), ...searched('nodejs', 'node_modules')]
  const nodePath = [...modules, join(place.taskRoot, 'node_modules')].join(delimiter)
  const packages = [...searched('python'), ...searched('python', 'lib', spec.runtime, 'site-packages')]
  const environment: Record<string, string> = {
    PATH: [...searched('bin'), place.executable, '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    LD_LIBRARY_PATH: [...searched('lib'), '/lib64', '/usr/lib64', place.taskRoot, join(place.taskRoot, 'lib')].join(delimiter),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    HOME: place.temporaryRoot,
    TMPDIR: place.temporaryRoot,
    ...(isNode ? { NODE_PATH: nodePath } : {}),
    ...(spec.runtime.startsWith('python') ? { PYTHONPATH: packages.join(delimiter) } : {}),
    ...spec.environment,
    // AWS: reserved names; the API refuses them as the user's.
    _HANDLER: spec.handler,
    LAMBDA_TASK_ROOT: place.taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_REGION: spec.region,
    AWS_DEFAULT_REGION: spec.environment['AWS_DEFAULT_REGION'] ?? spec.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: spec.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: spec.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memorySizeMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
    AWS_LAMBDA_LOG_FORMAT: spec.logFormat,
    // botocore would put `sync-` before the endpoint's host; there is no such name here.
    AWS_DISABLE_HOST_PREFIX_INJECTION: spec.environment['AWS_DISABLE_HOST_PREFIX_INJECTION'] ?? 'true',
    ...platform,
    // Credentials are the role's, whatever the user wrote; where to call is the user's to change.
    ...(spec.environment['AWS_ENDPOINT_URL'] ? { AWS_ENDPOINT_URL: spec.environment['AWS_ENDPOINT_URL'] } : {}),
  }
  return environment
}

/** Variables that an interpreter reads only when it starts. */
export function mustStartFresh(spec: FunctionSpec): boolean {
  return Object.keys(spec.environment).some(name => /^(?:NODE_|LD_|PYTHON|TZ$|LANG$|LC_|OPENSSL_|SSL_)/.test(name))
}
