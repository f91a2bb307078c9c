import { isJsonObject, type JsonObject } from '@pasos/asl'
import { archiveOf } from './inline-code.ts'
import {
  hasChanged,
  type Made,
  madeOnce,
  nameOf,
  only,
  type ResourceContext,
  type ResourceType,
  removed,
  retagged,
  tagMap,
  taken,
} from './resource-type.ts'
import { inlineFiles } from './response-modules.ts'

const configured = [
  ...['Role', 'Handler', 'Runtime', 'Timeout', 'MemorySize', 'Environment', 'Layers', 'Description', 'TracingConfig', 'DeadLetterConfig'],
  ...['EphemeralStorage', 'LoggingConfig', 'KMSKeyArn', 'VpcConfig', 'FileSystemConfigs', 'ImageConfig', 'SnapStart'],
]

/** What the service takes, or refuses, when a function is made. */
const onlyCreated = ['Architectures', 'PackageType', 'CodeSigningConfigArn', 'DurableConfig', 'CapacityProviderConfig', 'TenancyConfig']

const lambdaFunction: ResourceType = {
  properties: [
    ...['FunctionName', 'Code', 'KmsKeyArn', 'RecursiveLoop', 'ReservedConcurrentExecutions', 'RuntimeManagementConfig', 'Tags'],
    ...[...configured.filter(name => name !== 'KMSKeyArn'), ...onlyCreated],
  ],
  replacedBy: ['FunctionName', 'PackageType'],
  async create(context, properties) {
    const FunctionName = nameOf(context, properties, 'FunctionName', 64)
    await madeOnce(context, () =>
      context.call('lambda', 'CreateFunction', {
        ...{ FunctionName, Code: codeOf(properties), Tags: tagMap(context, properties['Tags']), ...inputOf(properties) },
        ...only(properties, onlyCreated),
      }),
    )
    context.begun(FunctionName)
    await beside(context, FunctionName, properties, {})
    return madeFunction(context, FunctionName)
  },
  async update(context, FunctionName, properties, before) {
    if (['Code', 'Architectures'].some(name => hasChanged(name, properties, before))) {
      const { Architectures = ['x86_64'] } = properties
      await context.call('lambda', 'UpdateFunctionCode', { FunctionName, ...codeOf(properties), Architectures })
    }
    await context.call('lambda', 'UpdateFunctionConfiguration', { FunctionName, ...emptied(FunctionName, before), ...inputOf(properties) })
    await beside(context, FunctionName, properties, before)
    const made = await madeFunction(context, FunctionName)
    const named = { Resource: String(made.attributes?.['Arn']) }
    await retagged(context, { scope: 'lambda', read: 'ListTags', named }, tagMap(context, properties['Tags']))
    return made
  },
  remove: (context, FunctionName) => removed(context.call('lambda', 'DeleteFunction', { FunctionName })),
}

function inputOf(properties: JsonObject): JsonObject {
  const { KmsKeyArn } = properties
  return { ...only(properties, configured), ...(KmsKeyArn !== undefined && { KMSKeyArn: KmsKeyArn }) }
}

/** What a template does not say any more is as if it had never been said. */
function emptied(name: string, before: JsonObject): JsonObject {
  const initial: JsonObject = {
    ...{ Environment: { Variables: {} }, Layers: [], Description: '', Timeout: 3, MemorySize: 128, EphemeralStorage: { Size: 512 } },
    ...{ TracingConfig: { Mode: 'PassThrough' }, DeadLetterConfig: { TargetArn: '' }, SnapStart: { ApplyOn: 'None' }, KMSKeyArn: '' },
    ...{ VpcConfig: { SubnetIds: [], SecurityGroupIds: [] }, FileSystemConfigs: [] },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
  }
  const said = inputOf(before)
  return Object.fromEntries(Object.entries(initial).filter(([member]) => said[member] !== undefined))
}

/** AWS: code in the template is `index`, in the runtime's language. */
function codeOf(properties: JsonObject): object {
  const code = (properties['Code'] ?? {}) as JsonObject
  const { ZipFile } = code
  if (typeof ZipFile !== 'string') return only(code, ['S3Bucket', 'S3Key', 'S3ObjectVersion', 'ImageUri'])
  return { ZipFile: archiveOf(inlineFiles(String(properties['Runtime']), ZipFile)) }
}

/** What a function has operations of its own for. */
async function beside(context: ResourceContext, FunctionName: string, properties: JsonObject, before: JsonObject): Promise<void> {
  const { ReservedConcurrentExecutions, RecursiveLoop = before['RecursiveLoop'] === undefined ? undefined : 'Terminate' } = properties
  if (ReservedConcurrentExecutions !== undefined) {
    await context.call('lambda', 'PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions })
  } else if (before['ReservedConcurrentExecutions'] !== undefined) {
    await context.call('lambda', 'DeleteFunctionConcurrency', { FunctionName })
  }
  const runtime = properties['RuntimeManagementConfig'] ?? (before['RuntimeManagementConfig'] && { UpdateRuntimeOn: 'Auto' })
  if (isJsonObject(runtime)) {
    await context.call('lambda', 'PutRuntimeManagementConfig', { FunctionName, ...only(runtime, ['UpdateRuntimeOn', 'RuntimeVersionArn']) })
  }
  if (RecursiveLoop !== undefined) await context.call('lambda', 'PutFunctionRecursionConfig', { FunctionName, RecursiveLoop })
}

async function madeFunction(context: ResourceContext, FunctionName: string): Promise<Made> {
  const { FunctionArn } = await context.call('lambda', 'GetFunctionConfiguration', { FunctionName })
  return { id: FunctionName, attributes: { Arn: FunctionArn } }
}

/** What is provisioned of a version or alias; functions are as ready as they are, however many processes are asked for. */
async function provisioned(
  context: ResourceContext,
  named: { FunctionName: string; Qualifier: string },
  { ProvisionedConcurrencyConfig: config }: JsonObject,
  before: JsonObject = {},
): Promise<{ reason?: string }> {
  if (isJsonObject(config)) {
    await context.call('lambda', 'PutProvisionedConcurrencyConfig', { ...named, ...only(config, ['ProvisionedConcurrentExecutions']) })
    return { reason: 'No processes are started beforehand here: ProvisionedConcurrencyConfig is kept only.' }
  }
  if (before['ProvisionedConcurrencyConfig'] !== undefined) await context.call('lambda', 'DeleteProvisionedConcurrencyConfig', named)
  return {}
}

/** Of the ARN of a version or alias. */
function qualified(arn: string): { FunctionName: string; Qualifier: string } {
  const at = arn.lastIndexOf(':')
  return { FunctionName: arn.slice(0, at), Qualifier: arn.slice(at + 1) }
}

const version: ResourceType = {
  properties: ['FunctionName', 'Description', 'CodeSha256', 'ProvisionedConcurrencyConfig'],
  replacedBy: ['FunctionName', 'Description', 'CodeSha256'],
  async create(context, properties) {
    const { FunctionArn, Version } = await context.call(
      'lambda',
      'PublishVersion',
      only(properties, ['FunctionName', 'Description', 'CodeSha256']),
    )
    context.begun(FunctionArn)
    const told = await provisioned(context, qualified(FunctionArn), properties)
    return { id: FunctionArn, attributes: { Version, FunctionArn }, ...told }
  },
  async update(context, id, properties, before) {
    const told = await provisioned(context, qualified(id), properties, before)
    return { id, attributes: { Version: qualified(id).Qualifier, FunctionArn: id }, ...told }
  },
  remove: (context, arn) => removed(context.call('lambda', 'DeleteFunction', qualified(arn))),
}

const aliased = ['FunctionName', 'FunctionVersion', 'Description', 'Name']

function aliasInput(properties: JsonObject): JsonObject {
  const { RoutingConfig } = properties
  const weights = isJsonObject(RoutingConfig) ? ((RoutingConfig['AdditionalVersionWeights'] ?? []) as JsonObject[]) : []
  const AdditionalVersionWeights = Object.fromEntries(
    weights.map(({ FunctionVersion, FunctionWeight }) => [String(FunctionVersion), Number(FunctionWeight)]),
  )
  return { ...only(properties, aliased), RoutingConfig: { AdditionalVersionWeights } }
}

const alias: ResourceType = {
  properties: [...aliased, 'RoutingConfig', 'ProvisionedConcurrencyConfig'],
  replacedBy: ['FunctionName', 'Name'],
  async create(context, properties) {
    await madeOnce(context, () => context.call('lambda', 'CreateAlias', aliasInput(properties)))
    const { AliasArn } = await context.call('lambda', 'GetAlias', only(properties, ['FunctionName', 'Name']))
    context.begun(AliasArn)
    return { id: AliasArn, attributes: { AliasArn }, ...(await provisioned(context, qualified(AliasArn), properties)) }
  },
  async update(context, id, properties, before) {
    await context.call('lambda', 'UpdateAlias', { Description: '', ...aliasInput(properties) })
    return { id, attributes: { AliasArn: id }, ...(await provisioned(context, qualified(id), properties, before)) }
  },
  remove: (context, _id, properties) => removed(context.call('lambda', 'DeleteAlias', only(properties, ['FunctionName', 'Name']))),
}

const permitted = [
  'Action',
  'FunctionName',
  'Principal',
  'SourceArn',
  'SourceAccount',
  'EventSourceToken',
  'FunctionUrlAuthType',
  'InvokedViaFunctionUrl',
  'PrincipalOrgID',
]

const permission: ResourceType = {
  properties: permitted,
  replacedBy: permitted,
  async create(context, properties) {
    const StatementId = context.chosenName
    await madeOnce(context, () => context.call('lambda', 'AddPermission', { StatementId, ...only(properties, permitted) }))
    return { id: StatementId, attributes: { Id: StatementId } }
  },
  update: async (_context, id) => ({ id, attributes: { Id: id } }),
  remove: (context, StatementId, { FunctionName }) => removed(context.call('lambda', 'RemovePermission', { StatementId, FunctionName })),
}

/** What sources are told that are not served, which the service refuses. */
const otherSources = [
  ...['AmazonManagedKafkaEventSourceConfig', 'DocumentDBEventSourceConfig', 'KmsKeyArn', 'LoggingConfig', 'MetricsConfig'],
  ...['ProvisionedPollerConfig', 'Queues', 'SelfManagedEventSource', 'SelfManagedKafkaEventSourceConfig', 'SourceAccessConfigurations'],
  'Topics',
]

const mapped = [
  ...['BatchSize', 'MaximumBatchingWindowInSeconds', 'Enabled', 'FilterCriteria', 'FunctionName', 'FunctionResponseTypes', 'ScalingConfig'],
  ...['BisectBatchOnFunctionError', 'DestinationConfig', 'MaximumRecordAgeInSeconds', 'MaximumRetryAttempts', 'ParallelizationFactor'],
  ...['TumblingWindowInSeconds', ...otherSources],
]

/** What a mapping is like where its template says nothing. */
function initialMapping({ EventSourceArn }: JsonObject): JsonObject {
  const ofQueue = String(EventSourceArn).split(':')[2] === 'sqs'
  return {
    ...{ BatchSize: ofQueue ? 10 : 100, MaximumBatchingWindowInSeconds: 0, Enabled: true, FilterCriteria: { Filters: [] } },
    ...{ FunctionResponseTypes: [], DestinationConfig: { OnFailure: {} } },
    ...(ofQueue
      ? { ScalingConfig: {} }
      : {
          ...{ BisectBatchOnFunctionError: false, MaximumRecordAgeInSeconds: -1, MaximumRetryAttempts: -1, ParallelizationFactor: 1 },
          TumblingWindowInSeconds: 0,
        }),
  }
}

const started = ['EventSourceArn', 'StartingPosition', 'StartingPositionTimestamp']

const eventSourceMapping: ResourceType = {
  properties: [...mapped, ...started, 'Tags'],
  replacedBy: started,
  async create(context, properties) {
    const Tags = tagMap(context, properties['Tags'])
    const { UUID } = await context.call('lambda', 'CreateEventSourceMapping', { ...only(properties, [...mapped, ...started]), Tags })
    return madeMapping(context, UUID)
  },
  async update(context, UUID, properties, before) {
    const gone = taken(initialMapping(properties), properties, before)
    await context.call('lambda', 'UpdateEventSourceMapping', { UUID, ...gone, ...only(properties, mapped) })
    const made = madeMapping(context, UUID)
    const named = { Resource: made.attributes['EventSourceMappingArn'] }
    await retagged(context, { scope: 'lambda', read: 'ListTags', named }, tagMap(context, properties['Tags']))
    return made
  },
  remove: (context, UUID) => removed(context.call('lambda', 'DeleteEventSourceMapping', { UUID })),
}

function madeMapping({ partition, region, accountId }: ResourceContext, Id: string) {
  return { id: Id, attributes: { Id, EventSourceMappingArn: `arn:${partition}:lambda:${region}:${accountId}:event-source-mapping:${Id}` } }
}

const url: ResourceType = {
  properties: ['TargetFunctionArn', 'Qualifier', 'AuthType', 'Cors', 'InvokeMode'],
  replacedBy: ['TargetFunctionArn', 'Qualifier'],
  async create(context, properties) {
    await madeOnce(context, () => context.call('lambda', 'CreateFunctionUrlConfig', urlInput(properties)))
    return madeUrl(context, properties)
  },
  async update(context, _id, properties, before) {
    const gone = taken({ Cors: {}, InvokeMode: 'BUFFERED' }, properties, before)
    await context.call('lambda', 'UpdateFunctionUrlConfig', { ...gone, ...urlInput(properties) })
    return madeUrl(context, properties)
  },
  remove: (context, _id, properties) => removed(context.call('lambda', 'DeleteFunctionUrlConfig', urlPlace(properties))),
}

function urlPlace({ TargetFunctionArn: FunctionName, Qualifier }: JsonObject): object {
  return { FunctionName, ...(Qualifier !== undefined && { Qualifier }) }
}

function urlInput(properties: JsonObject): object {
  return { ...urlPlace(properties), ...only(properties, ['AuthType', 'Cors', 'InvokeMode']) }
}

async function madeUrl(context: ResourceContext, properties: JsonObject): Promise<Made> {
  const { FunctionArn, FunctionUrl } = await context.call('lambda', 'GetFunctionUrlConfig', urlPlace(properties))
  return { id: FunctionArn, attributes: { FunctionArn, FunctionUrl } }
}

const layerParts = ['CompatibleArchitectures', 'CompatibleRuntimes', 'Content', 'Description', 'LicenseInfo']

const layer: ResourceType = {
  properties: [...layerParts, 'LayerName'],
  replacedBy: [...layerParts, 'LayerName'],
  async create(context, properties) {
    const LayerName = nameOf(context, properties, 'LayerName', 64)
    const { LayerVersionArn } = await context.call('lambda', 'PublishLayerVersion', { LayerName, ...only(properties, layerParts) })
    return { id: LayerVersionArn, attributes: { LayerVersionArn } }
  },
  update: async (_context, id) => ({ id, attributes: { LayerVersionArn: id } }),
  remove(context, arn) {
    return removed(context.call('lambda', 'DeleteLayerVersion', layerVersionOf(arn)))
  },
}

const layerGrant = ['Action', 'LayerVersionArn', 'OrganizationId', 'Principal']

/** Whoever may use a version: its id ends by the statement's. */
const layerPermission: ResourceType = {
  properties: layerGrant,
  replacedBy: layerGrant,
  async create(context, properties) {
    const StatementId = context.chosenName
    const granted = only(properties, ['Action', 'OrganizationId', 'Principal'])
    await context.call('lambda', 'AddLayerVersionPermission', {
      ...layerVersionOf(String(properties['LayerVersionArn'])),
      StatementId,
      ...granted,
    })
    const Id = `${String(properties['LayerVersionArn'])}#${StatementId}`
    return { id: Id, attributes: { Id } }
  },
  update: async (_context, id) => ({ id, attributes: { Id: id } }),
  remove(context, id) {
    const [arn = '', StatementId] = id.split('#')
    return removed(context.call('lambda', 'RemoveLayerVersionPermission', { ...layerVersionOf(arn), StatementId }))
  },
}

function layerVersionOf(arn: string) {
  const at = arn.lastIndexOf(':')
  return { LayerName: arn.slice(0, at), VersionNumber: Number(arn.slice(at + 1)) }
}

const invokeConfigured = ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds', 'DestinationConfig']

const eventInvokeConfig: ResourceType = {
  properties: invokeConfigured,
  replacedBy: ['FunctionName', 'Qualifier'],
  async create(context, properties) {
    await context.call('lambda', 'PutFunctionEventInvokeConfig', only(properties, invokeConfigured))
    return { id: context.chosenName }
  },
  async update(context, id, properties) {
    await context.call('lambda', 'PutFunctionEventInvokeConfig', only(properties, invokeConfigured))
    return { id }
  },
  remove: (context, _id, properties) =>
    removed(context.call('lambda', 'DeleteFunctionEventInvokeConfig', only(properties, ['FunctionName', 'Qualifier']))),
}

export const lambdaTypes: Record<string, ResourceType> = {
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Version': version,
  'AWS::Lambda::Alias': alias,
  'AWS::Lambda::Permission': permission,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Url': url,
  'AWS::Lambda::LayerVersion': layer,
  'AWS::Lambda::LayerVersionPermission': layerPermission,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
}
