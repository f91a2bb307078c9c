import { runtimeVersionArn } from './configuration-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import type { FunctionSpec } from './function-host.ts'
import type { FunctionRecord, FunctionSettings } from './function-record.ts'
import { findLayerVersion } from './layer-record.ts'

/** What the function host needs to run one version of a function. */
export function functionSpecOf(deps: LambdaDependencies, record: FunctionRecord, settings: FunctionSettings): FunctionSpec {
  const { accountId, region } = record
  return {
    revision: revisionOf(record, settings),
    functionName: record.name,
    version: settings.version,
    runtime: settings.runtime,
    runtimeVersionArn: runtimeVersionArn(region, settings.runtime),
    handler: settings.handler,
    codeDirectory: deps.codeStore.directory(settings.code.sha256),
    layerDirectories: settings.layers.flatMap(arn => {
      const layer = findLayerVersion(deps.catalog, arn)
      return layer ? [deps.codeStore.directory(layer.code.sha256)] : []
    }),
    memorySizeMb: settings.memorySizeMb,
    ephemeralStorageMb: settings.ephemeralStorageMb,
    timeoutSeconds: settings.timeoutSeconds,
    environment: settings.environment ?? {},
    platformEnvironment: () => ({
      ...deps.platformEnvironment(settings.role, record.arn),
      ...(settings.logFormat === 'JSON' ? { AWS_LAMBDA_LOG_LEVEL: settings.applicationLogLevel ?? 'INFO' } : {}),
    }),
    region,
    logGroup: deps.logGroupKey(accountId, region, settings.logGroupName),
    logGroupName: settings.logGroupName,
    logFormat: settings.logFormat,
  }
}

/** Lets the processes of a revision that will not be invoked again end. */
export function retireRevision(deps: LambdaDependencies, record: FunctionRecord, settings: FunctionSettings): void {
  deps.host.retire(revisionOf(record, settings))
}

function revisionOf(record: FunctionRecord, settings: FunctionSettings): string {
  return `${record.arn}:${settings.version}:${settings.revisionId}`
}
