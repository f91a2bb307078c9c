import { createHash } from 'node:crypto'
import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import type { lambda } from '@pasos/wire'
import { functionArn } from './function-name.ts'
import type { FunctionRecord, FunctionSettings } from './function-record.ts'
import { findLayerVersion } from './layer-record.ts'
import { snapStartAnswer } from './snap-start.ts'

/** A function's configuration as every operation answers it; `qualifier` appears in the ARN when the caller asked by one. */
export function configurationAnswer(
  catalog: Catalog,
  record: FunctionRecord,
  settings: FunctionSettings,
  options: { qualifier?: string; withoutUpdateStatus?: boolean } = {},
): lambda.FunctionConfiguration {
  const { accountId, region, name } = record
  const { qualifier } = options
  const isJson = settings.logFormat === 'JSON'
  return {
    FunctionName: name,
    FunctionArn: functionArn({ accountId, region, name, ...(qualifier === undefined ? {} : { qualifier }) }),
    Runtime: settings.runtime as lambda.FunctionConfiguration['Runtime'],
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: settings.code.size,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memorySizeMb,
    LastModified: settings.lastModified,
    CodeSha256: settings.code.sha256,
    Version: settings.version,
    ...(settings.vpc
      ? {
          VpcConfig: {
            SubnetIds: settings.vpc.subnetIds,
            SecurityGroupIds: settings.vpc.securityGroupIds,
            VpcId: '',
            Ipv6AllowedForDualStack: false,
          },
        }
      : {}),
    ...(settings.environment ? { Environment: { Variables: settings.environment } } : {}),
    ...(settings.deadLetterTarget ? { DeadLetterConfig: { TargetArn: settings.deadLetterTarget } } : {}),
    ...(settings.kmsKeyArn ? { KMSKeyArn: settings.kmsKeyArn } : {}),
    TracingConfig: { Mode: settings.tracingMode as 'PassThrough' },
    RevisionId: settings.revisionId,
    ...(settings.layers.length > 0
      ? { Layers: settings.layers.map(Arn => ({ Arn, CodeSize: findLayerVersion(catalog, Arn)?.code.size ?? 0 })) }
      : {}),
    State: 'Active',
    ...(options.withoutUpdateStatus ? {} : { LastUpdateStatus: 'Successful' }),
    ...(settings.fileSystems ? { FileSystemConfigs: settings.fileSystems } : {}),
    PackageType: 'Zip',
    Architectures: settings.architectures as lambda.FunctionConfiguration['Architectures'],
    EphemeralStorage: { Size: settings.ephemeralStorageMb },
    SnapStart: snapStartAnswer(settings),
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(region, settings.runtime) },
    LoggingConfig: {
      LogFormat: settings.logFormat,
      ...(isJson
        ? {
            ApplicationLogLevel: (settings.applicationLogLevel ?? 'INFO') as 'INFO',
            SystemLogLevel: (settings.systemLogLevel ?? 'INFO') as 'INFO',
          }
        : {}),
      LogGroup: settings.logGroupName,
    },
  }
}

/** Stands for the runtime; the shape is AWS's. What runs the function in truth is in its log's first line. */
export function runtimeVersionArn(region: string, runtime: string): string {
  return `arn:${partitionOf(region)}:lambda:${region}::runtime:${createHash('sha256').update(runtime).digest('hex')}`
}
