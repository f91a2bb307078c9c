import type { lambda } from '@pasos/wire'
import type { FunctionSettings } from './function-record.ts'

/** AWS: `2026-11-23T19:31:34.661+0000`. */
export function lastModified(now: number): string {
  return new Date(now).toISOString().replace('Z', '+0000')
}

type Given = Omit<lambda.CreateFunctionRequest, 'Code' | 'Role' | 'FunctionName'> & Pick<lambda.UpdateFunctionConfigurationRequest, 'Role'>

/** The settings after a request: what it names replaces what was, the rest stays. */
export function withSettings(current: FunctionSettings, input: Given): FunctionSettings {
  const next: FunctionSettings = {
    ...current,
    description: input.Description ?? current.description,
    runtime: input.Runtime ?? current.runtime,
    handler: input.Handler ?? current.handler,
    role: input.Role ?? current.role,
    timeoutSeconds: input.Timeout ?? current.timeoutSeconds,
    memorySizeMb: input.MemorySize ?? current.memorySizeMb,
    environment: input.Environment ? emptyAsNone(input.Environment.Variables) : current.environment,
    layers: input.Layers ?? current.layers,
    architectures: input.Architectures ?? current.architectures,
    ephemeralStorageMb: input.EphemeralStorage?.Size ?? current.ephemeralStorageMb,
    tracingMode: input.TracingConfig?.Mode ?? current.tracingMode,
    logFormat: input.LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : input.LoggingConfig?.LogFormat === 'Text' ? 'Text' : current.logFormat,
    logGroupName: input.LoggingConfig?.LogGroup ?? current.logGroupName,
  }
  replace(next, 'applicationLogLevel', input.LoggingConfig?.ApplicationLogLevel)
  replace(next, 'systemLogLevel', input.LoggingConfig?.SystemLogLevel)
  // AWS: logs as text have no levels.
  if (next.logFormat === 'Text') for (const level of ['applicationLogLevel', 'systemLogLevel'] as const) delete next[level]
  replace(next, 'deadLetterTarget', input.DeadLetterConfig?.TargetArn)
  replace(next, 'kmsKeyArn', input.KMSKeyArn)
  if (input.SnapStart?.ApplyOn === 'PublishedVersions') next.snapStart = 'PublishedVersions'
  else if (input.SnapStart?.ApplyOn !== undefined) delete next.snapStart
  if (input.VpcConfig) next.vpc = { subnetIds: input.VpcConfig.SubnetIds ?? [], securityGroupIds: input.VpcConfig.SecurityGroupIds ?? [] }
  if (input.FileSystemConfigs)
    next.fileSystems = input.FileSystemConfigs.map(({ Arn = '', LocalMountPath = '' }) => ({ Arn, LocalMountPath }))
  return next
}

/** An empty text removes the setting. */
function replace<K extends 'applicationLogLevel' | 'systemLogLevel' | 'deadLetterTarget' | 'kmsKeyArn'>(
  settings: FunctionSettings,
  key: K,
  value: string | undefined,
): void {
  if (value === '') delete settings[key]
  else if (value !== undefined) settings[key] = value
}

function emptyAsNone(variables: Record<string, string> | undefined): Record<string, string> | undefined {
  return variables && Object.keys(variables).length > 0 ? variables : undefined
}
