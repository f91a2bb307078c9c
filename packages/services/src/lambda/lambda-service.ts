import type { FunctionAcceptor, FunctionInvoker } from '@pasos/engine'
import type { ServiceOperations } from '@pasos/wire'
import { type RefusedMembers, refusingMembers } from '../declaration/refused-members.ts'
import { createFunctionAcceptor } from './acceptor.ts'
import { addPermission } from './add-permission.ts'
import { type AsyncInvocations, createAsyncInvocations } from './async-invocations.ts'
import { deleteFunctionConcurrency, getFunctionConcurrency, putFunctionConcurrency } from './concurrency.ts'
import { createAlias } from './create-alias.ts'
import { createFunction } from './create-function.ts'
import { deleteAlias } from './delete-alias.ts'
import { deleteFunction } from './delete-function.ts'
import { deleteLayerVersion } from './delete-layer-version.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { createDestinations } from './destinations.ts'
import { invalidParameter } from './errors.ts'
import {
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  listFunctionEventInvokeConfigs,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
} from './event-invoke-config.ts'
import { createEventSourceMapping } from './event-sources/create-event-source-mapping.ts'
import {
  deleteEventSourceMapping,
  getEventSourceMapping,
  listEventSourceMappings,
  updateEventSourceMapping,
} from './event-sources/event-source-mappings.ts'
import { createMappingRunner, type MappingRunner } from './event-sources/mapping-runner.ts'
import { parseFunctionName } from './function-name.ts'
import { findFunction } from './function-record.ts'
import {
  createFunctionUrlConfig,
  deleteFunctionUrlConfig,
  getFunctionUrlConfig,
  listFunctionUrlConfigs,
  updateFunctionUrlConfig,
} from './function-url/url-config.ts'
import {
  getFunctionCodeSigningConfig,
  getFunctionRecursionConfig,
  getRuntimeManagementConfig,
  putFunctionRecursionConfig,
  putRuntimeManagementConfig,
} from './further-configs.ts'
import { getAccountSettings } from './get-account-settings.ts'
import { getAlias } from './get-alias.ts'
import { getFunction } from './get-function.ts'
import { getFunctionConfiguration } from './get-function-configuration.ts'
import { getLayerVersion, getLayerVersionByArn } from './get-layer-version.ts'
import { getPolicy } from './get-policy.ts'
import { invoke } from './invoke.ts'
import { createFunctionInvoker } from './invoker.ts'
import { addLayerVersionPermission, getLayerVersionPolicy, removeLayerVersionPermission } from './layer-permission.ts'
import { listAliases } from './list-aliases.ts'
import { listFunctions } from './list-functions.ts'
import { listLayers, listLayerVersions } from './list-layers.ts'
import { listVersionsByFunction } from './list-versions-by-function.ts'
import {
  deleteProvisionedConcurrencyConfig,
  getProvisionedConcurrencyConfig,
  listProvisionedConcurrencyConfigs,
  putProvisionedConcurrencyConfig,
} from './provisioned-concurrency.ts'
import { publishLayerVersion } from './publish-layer-version.ts'
import { publishVersion } from './publish-version.ts'
import { removePermission } from './remove-permission.ts'
import { settingsOf } from './resolve.ts'
import { listTags, tagResource, untagResource } from './tags.ts'
import { updateAlias } from './update-alias.ts'
import { updateFunctionCode } from './update-function-code.ts'
import { updateFunctionConfiguration } from './update-function-configuration.ts'

export interface LambdaService extends ServiceOperations {
  /** For the engine's connectors. */
  invoker: FunctionInvoker
  acceptor: FunctionAcceptor
  /** Call `start()` once the server is ready, `close()` when it stops. */
  mappings: MappingRunner
  /** Call `resume()` once the server is ready, `close()` when it stops. */
  events: AsyncInvocations
}

export function createLambdaService(deps: LambdaDependencies): LambdaService {
  const invoker = createFunctionInvoker(deps)
  const events = createAsyncInvocations(deps, invoker, createDestinations(deps))
  const acceptor = createFunctionAcceptor(deps, events)
  const mappings = createMappingRunner({ ...deps, invoker, roleOf: mapping => roleOfFunction(deps, mapping.functionArn) })
  return {
    scope: 'lambda',
    invoker,
    acceptor,
    events,
    mappings,
    operations: refusingMembers(
      {
        ...deps.variables.hiding({
          CreateFunction: createFunction(deps),
          GetFunction: getFunction(deps),
          GetFunctionConfiguration: getFunctionConfiguration(deps),
          ListFunctions: listFunctions(deps),
          ListVersionsByFunction: listVersionsByFunction(deps),
          PublishVersion: publishVersion(deps),
          UpdateFunctionCode: updateFunctionCode(deps),
          UpdateFunctionConfiguration: updateFunctionConfiguration(deps),
        }),
        AddLayerVersionPermission: addLayerVersionPermission(deps),
        AddPermission: addPermission(deps),
        CreateAlias: createAlias(deps),
        CreateEventSourceMapping: createEventSourceMapping(deps, mappings),
        CreateFunctionUrlConfig: createFunctionUrlConfig(deps),
        DeleteEventSourceMapping: deleteEventSourceMapping(deps, mappings),
        DeleteAlias: deleteAlias(deps),
        DeleteFunction: deleteFunction(deps),
        DeleteFunctionConcurrency: deleteFunctionConcurrency(deps),
        DeleteFunctionEventInvokeConfig: deleteFunctionEventInvokeConfig(deps),
        DeleteFunctionUrlConfig: deleteFunctionUrlConfig(deps),
        DeleteLayerVersion: deleteLayerVersion(deps),
        DeleteProvisionedConcurrencyConfig: deleteProvisionedConcurrencyConfig(deps),
        GetAccountSettings: getAccountSettings(deps),
        GetAlias: getAlias(deps),
        GetEventSourceMapping: getEventSourceMapping(deps),
        GetFunctionCodeSigningConfig: getFunctionCodeSigningConfig(deps),
        GetFunctionConcurrency: getFunctionConcurrency(deps),
        GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig(deps),
        GetFunctionRecursionConfig: getFunctionRecursionConfig(deps),
        GetFunctionUrlConfig: getFunctionUrlConfig(deps),
        GetLayerVersion: getLayerVersion(deps),
        GetLayerVersionByArn: getLayerVersionByArn(deps),
        GetLayerVersionPolicy: getLayerVersionPolicy(deps),
        GetPolicy: getPolicy(deps),
        GetProvisionedConcurrencyConfig: getProvisionedConcurrencyConfig(deps),
        GetRuntimeManagementConfig: getRuntimeManagementConfig(deps),
        Invoke: invoke(invoker, acceptor),
        ListAliases: listAliases(deps),
        ListFunctionEventInvokeConfigs: listFunctionEventInvokeConfigs(deps),
        ListEventSourceMappings: listEventSourceMappings(deps),
        ListFunctionUrlConfigs: listFunctionUrlConfigs(deps),
        ListLayers: listLayers(deps),
        ListLayerVersions: listLayerVersions(deps),
        ListProvisionedConcurrencyConfigs: listProvisionedConcurrencyConfigs(deps),
        ListTags: listTags(deps),
        PublishLayerVersion: publishLayerVersion(deps),
        PutFunctionConcurrency: putFunctionConcurrency(deps),
        PutFunctionEventInvokeConfig: putFunctionEventInvokeConfig(deps),
        PutFunctionRecursionConfig: putFunctionRecursionConfig(deps),
        PutProvisionedConcurrencyConfig: putProvisionedConcurrencyConfig(deps),
        PutRuntimeManagementConfig: putRuntimeManagementConfig(deps),
        RemoveLayerVersionPermission: removeLayerVersionPermission(deps),
        RemovePermission: removePermission(deps),
        TagResource: tagResource(deps),
        UntagResource: untagResource(deps),
        UpdateAlias: updateAlias(deps),
        UpdateEventSourceMapping: updateEventSourceMapping(deps, mappings),
        UpdateFunctionEventInvokeConfig: updateFunctionEventInvokeConfig(deps),
        UpdateFunctionUrlConfig: updateFunctionUrlConfig(deps),
      },
      refused,
      member => invalidParameter(`${member} is not served here.`),
    ),
  }
}

/** The role of a function by its ARN, with or without qualifier; nothing when it is not there. */
function roleOfFunction({ catalog, defaults }: LambdaDependencies, arn: string): string | undefined {
  const name = parseFunctionName(arn, defaults)
  const record = findFunction(catalog, name)
  return record && settingsOf(record, name.qualifier)?.settings.role
}

const durable = ['DurableConfig', 'CapacityProviderConfig', 'ImageConfig']

/** Of sources that are not served, of what pollers are bounded by, and of a key for filters, which nothing would be encrypted with. */
const otherSources = [
  ...['AmazonManagedKafkaEventSourceConfig', 'SelfManagedKafkaEventSourceConfig', 'DocumentDBEventSourceConfig', 'SelfManagedEventSource'],
  ...['SourceAccessConfigurations', 'Topics', 'Queues', 'ProvisionedPollerConfig', 'MetricsConfig', 'LoggingConfig', 'KMSKeyArn'],
]

/** What AWS would hold a function to, or run it otherwise for. */
const refused: RefusedMembers = {
  CreateFunction: [...durable, 'CodeSigningConfigArn', 'TenancyConfig', 'PublishTo', 'Code.SourceKMSKeyArn'],
  UpdateFunctionCode: ['SourceKMSKeyArn'],
  UpdateFunctionConfiguration: durable,
  PublishVersion: ['PublishTo'],
  CreateEventSourceMapping: otherSources,
  UpdateEventSourceMapping: otherSources,
  Invoke: ['DurableExecutionName', 'TenantId'],
}
