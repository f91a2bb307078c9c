import type { FunctionAcceptor, FunctionInvoker } from '@pasos/engine'
import { arnOf, eachOf, onArnIn, onEverything, passing } from '../declaration/access.ts'
import type { Access, Service } from '../declaration/service.ts'
import type { DynamoDbDependencies } from '../dynamodb/dependencies.ts'
import type { S3Dependencies } from '../s3/dependencies.ts'
import { type AsyncInvocations, hasAsyncInvocations } from './async-invocations.ts'
import { type MappingRecord, mappingArn, mappingKind } from './event-sources/mapping-record.ts'
import type { MappingRunner } from './event-sources/mapping-runner.ts'
import { functionArn, parseFunctionName } from './function-name.ts'
import { findFunction } from './function-record.ts'
import type { UrlAnswer, UrlDependencies, UrlRequest } from './function-url/serve-url.ts'
import { layerPolicy } from './layer-permission.ts'
import { policyText } from './policy-statement.ts'

const lambda = 'lambda.amazonaws.com'

/** FunctionName is a name, a partial ARN or an ARN; whoever names a qualifier in it means that version or alias. */
const onFunction: Access = {
  resources: (input, context) => [functionArn(parseFunctionName(String(input['FunctionName']), context))],
}

const onLayer: Access = {
  resources: (input, context) => {
    const arn = arnOf(String(input['LayerName']), 'layer:', context)
    return [input['VersionNumber'] === undefined ? arn : `${arn}:${input['VersionNumber']}`]
  },
}

/** By the UUID that names a mapping. */
const onMapping: Access = {
  resources: (input, { accountId, region }, catalog) => {
    const uuid = String(input['UUID'])
    return [mappingArn(catalog.get<MappingRecord>(mappingKind, uuid) ?? { accountId, region, uuid })]
  },
}

/** As AWS's refusal of a larger request says: an archive of 50 MB as base64, and the JSON around it. */
const CODE_BYTES = 70_167_211
/** AWS's limit of a payload. */
const PAYLOAD_BYTES = 6_291_456

/** What the engine's connectors and other services use of Lambda. */
export interface LambdaFace {
  invoker: FunctionInvoker
  acceptor: FunctionAcceptor
  events: Pick<AsyncInvocations, 'resume'>
  mappings: Pick<MappingRunner, 'start'>
  /** Answers a request to a function URL. */
  serveUrl(request: UrlRequest): Promise<UrlAnswer>
  /** The archive at a presigned address of GetFunction or GetLayerVersion; nothing when the address is not good. */
  readCode(path: string, query: URLSearchParams): Promise<Uint8Array | undefined>
}

/** AWS Lambda, API version 2015-03-31. */
export const lambdaService: Service<LambdaFace> = {
  scope: 'lambda',
  operations: {
    ...eachOf(['AddPermission', 'CreateAlias', 'DeleteAlias', 'DeleteFunction', 'DeleteFunctionConcurrency', 'GetAlias'], onFunction),
    ...eachOf(['GetFunction', 'GetFunctionCodeSigningConfig', 'GetFunctionConcurrency', 'GetFunctionConfiguration'], onFunction),
    ...eachOf(['DeleteFunctionEventInvokeConfig', 'ListFunctionEventInvokeConfigs', 'PutFunctionEventInvokeConfig'], onFunction),
    UpdateFunctionEventInvokeConfig: onFunction,
    ...eachOf(['CreateFunctionUrlConfig', 'DeleteFunctionUrlConfig', 'ListFunctionUrlConfigs', 'UpdateFunctionUrlConfig'], onFunction),
    ...eachOf(['GetFunctionEventInvokeConfig', 'GetFunctionRecursionConfig', 'GetFunctionUrlConfig', 'GetPolicy'], onFunction),
    ...eachOf(['GetRuntimeManagementConfig', 'ListAliases', 'ListVersionsByFunction', 'PublishVersion'], onFunction),
    ...eachOf(['DeleteProvisionedConcurrencyConfig', 'GetProvisionedConcurrencyConfig', 'PutProvisionedConcurrencyConfig'], onFunction),
    ...eachOf(['ListProvisionedConcurrencyConfigs', 'PutRuntimeManagementConfig'], onFunction),
    ...eachOf(['PutFunctionConcurrency', 'PutFunctionRecursionConfig', 'RemovePermission', 'UpdateAlias'], onFunction),
    UpdateFunctionCode: { ...onFunction, bodyBytes: CODE_BYTES },
    CreateFunction: { ...passing(onFunction, 'Role', lambda), bodyBytes: CODE_BYTES },
    UpdateFunctionConfiguration: passing(onFunction, 'Role', lambda),
    Invoke: { ...onFunction, action: 'InvokeFunction', bodyBytes: PAYLOAD_BYTES },
    ...eachOf(['DeleteLayerVersion', 'GetLayerVersion', 'ListLayerVersions'], onLayer),
    ...eachOf(['AddLayerVersionPermission', 'GetLayerVersionPolicy', 'RemoveLayerVersionPermission'], onLayer),
    PublishLayerVersion: { ...onLayer, bodyBytes: CODE_BYTES },
    GetLayerVersionByArn: { ...onArnIn('Arn'), action: 'GetLayerVersion' },
    ...eachOf(['ListTags', 'TagResource', 'UntagResource'], onArnIn('Resource')),
    ...eachOf(['DeleteEventSourceMapping', 'GetEventSourceMapping', 'UpdateEventSourceMapping'], onMapping),
    ...eachOf(['CreateEventSourceMapping', 'ListEventSourceMappings'], onEverything),
    ...eachOf(['GetAccountSettings', 'ListFunctions', 'ListLayers'], onEverything),
  },
  resourcePolicy(arn, catalog) {
    if (arn.includes(':layer:')) return layerPolicy(catalog, arn)
    if (!arn.includes(':function:')) return undefined
    const name = parseFunctionName(arn, { accountId: '', region: '' })
    const policy = findFunction(catalog, name)?.policies[name.qualifier ?? '']
    return policy && policyText(policy)
  },
  // Functions write their lines there.
  consumes: ['logs'],
  async start(host) {
    if (await hasAsyncInvocations(host.data)) await (await host.neighbour(lambdaService))?.events.resume()
    if (host.catalog.list(mappingKind).length > 0) (await host.neighbour(lambdaService))?.mappings.start()
    return () => undefined
  },
  async open(host) {
    const [
      { createLambdaService },
      { streamSource },
      { serveUrl },
      { createCodeAddresses },
      { codeInUse },
      { functionMetrics },
      { logGroupKey },
      { variablesKey },
      { host: functions, codeStore },
    ] = await Promise.all([
      import('./lambda-service.ts'),
      import('./event-sources/stream-source.ts'),
      import('./function-url/serve-url.ts'),
      import('./code-addresses.ts'),
      import('./code-in-use.ts'),
      import('./function-metrics.ts'),
      import('../logs/log-group.ts'),
      import('./variables-key.ts'),
      host.functions(),
    ])
    const { catalog, data, clock, ids, authorizer, credentials, accountId, region, caller, logger } = host
    // Before the first operation: a function that is being created refers to its code a moment after storing it.
    const used = codeInUse(catalog)
    await codeStore.collect(sha256 => used.has(sha256))
    const addresses = createCodeAddresses({ clock, endpoint: () => host.endpoint() })
    const { operations, invoker, acceptor, events, mappings } = createLambdaService({
      ...{ catalog, data, host: functions, codeStore, addresses, clock, ids, logGroupKey, caller, logger },
      metrics: functionMetrics(host.meter),
      variables: variablesKey(host),
      async objectOf(object, context) {
        const { readWhole } = await import('../s3/objects/read-whole.ts')
        return readWhole(host.neighbour<S3Dependencies>('s3'), object, context)
      },
      mayUseLayer: (context, arn) =>
        authorizer.authorizeCaller(context, 'lambda:GetLayerVersion', arn, { resourcePolicy: layerPolicy(catalog, arn) }),
      streams: streamSource(() => host.neighbour<DynamoDbDependencies>('dynamodb'), authorizer),
      trusts: (...asked) => authorizer.trusts(...asked),
      platformEnvironment: (roleArn, arn) => ({
        AWS_ENDPOINT_URL: host.functionEndpoint(),
        ...credentials.forProcess(roleArn, arn.split(':')[6] ?? 'function'),
      }),
      defaults: { accountId, region },
    })
    const readCode: LambdaFace['readCode'] = async (path, query) => {
      const sha256 = addresses.verify(path, query)
      return sha256 === undefined ? undefined : codeStore.archive(sha256)
    }
    const allows: UrlDependencies['allows'] = (arrival, caller, functionArn, resourcePolicy) => {
      const context = {
        requestId: '',
        service: 'lambda',
        operation: '',
        region,
        accountId,
        caller,
        arrival,
        signal: new AbortController().signal,
      }
      const may = (action: string, keys: Record<string, string>): boolean =>
        authorizer.authorizeCaller(context, action, functionArn, { keys, resourcePolicy }) === undefined
      // AWS, since October 2025: the URL's permission and the function's. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
      return (
        may('lambda:InvokeFunctionUrl', { 'lambda:FunctionUrlAuthType': 'AWS_IAM' }) &&
        may('lambda:InvokeFunction', { 'lambda:InvokedViaFunctionUrl': 'true' })
      )
    }
    const serve: LambdaFace['serveUrl'] = request => serveUrl({ catalog, clock, ids, invoker, allows }, request)
    const close = () => {
      mappings.close()
      events.close()
    }
    return { operations, face: { invoker, acceptor, events, mappings, readCode, serveUrl: serve }, close }
  },
}
