import type { Catalog } from '@pasos/engine'
import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from '../dependencies.ts'
import { conflict, invalidParameter, policyNotFound } from '../errors.ts'
import { type FunctionName, functionArn, parseFunctionName } from '../function-name.ts'
import { type FunctionRecord, functionKind, type UrlConfig } from '../function-record.ts'
import { page } from '../pages.ts'
import { changeFunction, requireFunction, resolveFunction } from '../resolve.ts'

/** Where the server answers function URLs: the next part of the path is the URL's id. No bucket can have this name. */
export const URL_PATH = '/_lambda-url/'

type Given = Pick<lambda.UpdateFunctionUrlConfigRequest, 'AuthType' | 'Cors' | 'InvokeMode'>

export function createFunctionUrlConfig(
  deps: LambdaDependencies,
): Operation<lambda.CreateFunctionUrlConfigRequest, lambda.CreateFunctionUrlConfigResponse> {
  return async (input, context) => {
    const name = nameOf(input, context)
    resolveFunction(deps.catalog, name)
    const now = deps.clock.now()
    const id = Array.from({ length: 32 }, () => Math.floor(deps.ids.random() * 36).toString(36)).join('')
    const config = withGiven({ id, authType: 'AWS_IAM', created: now, modified: now }, input)
    return changeFunction(deps.catalog, name, record => {
      if (urlConfigOf(record, name))
        throw conflict(
          `Failed to create function url config for [functionArn = ${functionArn(name)}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
        )
      return { next: withConfig(record, name, config), result: answer(deps, name, config) }
    })
  }
}

export function getFunctionUrlConfig(
  deps: LambdaDependencies,
): Operation<lambda.GetFunctionUrlConfigRequest, lambda.GetFunctionUrlConfigResponse> {
  return (input, context) => {
    const name = nameOf(input, context)
    const config = urlConfigOf(requireFunction(deps.catalog, name), name)
    if (!config) throw policyNotFound()
    return answer(deps, name, config)
  }
}

export function updateFunctionUrlConfig(
  deps: LambdaDependencies,
): Operation<lambda.UpdateFunctionUrlConfigRequest, lambda.UpdateFunctionUrlConfigResponse> {
  return async (input, context) => {
    const name = nameOf(input, context)
    return changeFunction(deps.catalog, name, record => {
      const current = urlConfigOf(record, name)
      if (!current) throw policyNotFound()
      const config = { ...withGiven(current, input), modified: deps.clock.now() }
      return { next: withConfig(record, name, config), result: answer(deps, name, config) }
    })
  }
}

export function deleteFunctionUrlConfig(deps: LambdaDependencies): Operation<lambda.DeleteFunctionUrlConfigRequest, object> {
  return (input, context) => {
    const name = nameOf(input, context)
    return changeFunction(deps.catalog, name, record => {
      if (!urlConfigOf(record, name)) throw policyNotFound()
      return { next: withConfig(record, name, undefined), result: {} }
    })
  }
}

export function listFunctionUrlConfigs(
  deps: LambdaDependencies,
): Operation<lambda.ListFunctionUrlConfigsRequest, lambda.ListFunctionUrlConfigsResponse> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context)
    const configs = Object.entries(requireFunction(deps.catalog, name).urlConfigs ?? {})
    const { items, next } = page(configs, { marker: input.Marker, maxItems: input.MaxItems, most: 50 })
    return {
      FunctionUrlConfigs: items.map(([qualifier, config]) => answer(deps, qualifier === '' ? name : { ...name, qualifier }, config)),
      ...(next === undefined ? {} : { NextMarker: next }),
    }
  }
}

/** Whose URL it is; nothing when nobody has it. */
export function findFunctionUrl(
  catalog: Catalog,
  id: string,
): { record: FunctionRecord; qualifier: string; config: UrlConfig } | undefined {
  for (const record of catalog.list<FunctionRecord>(functionKind)) {
    for (const [qualifier, config] of Object.entries(record.urlConfigs ?? {})) if (config.id === id) return { record, qualifier, config }
  }
  return undefined
}

/** URLs belong to the function or to an alias. @throws ApiError InvalidParameterValueException */
function nameOf(
  input: { FunctionName?: string | undefined; Qualifier?: string | undefined },
  context: { accountId: string; region: string },
): FunctionName {
  const name = parseFunctionName(input.FunctionName ?? '', context, input.Qualifier)
  if (name.qualifier !== undefined && /^(?:\$LATEST|\d+)$/.test(name.qualifier)) {
    throw invalidParameter('Function URLs are supported for $LATEST without a qualifier, and for aliases.')
  }
  return name
}

function urlConfigOf(record: FunctionRecord, { qualifier = '' }: FunctionName): UrlConfig | undefined {
  return record.urlConfigs?.[qualifier]
}

function withConfig(record: FunctionRecord, { qualifier = '' }: FunctionName, config: UrlConfig | undefined): FunctionRecord {
  const { [qualifier]: _, ...others } = record.urlConfigs ?? {}
  return { ...record, urlConfigs: config ? { ...others, [qualifier]: config } : others }
}

function withGiven(config: UrlConfig, { AuthType, Cors, InvokeMode }: Given): UrlConfig {
  if (InvokeMode === 'RESPONSE_STREAM') throw invalidParameter('Answers are not streamed here: use the invoke mode BUFFERED.')
  return { ...config, ...(AuthType === undefined ? {} : { authType: AuthType }), ...(Cors === undefined ? {} : { cors: Cors }) }
}

function answer(
  { addresses }: LambdaDependencies,
  name: FunctionName,
  config: UrlConfig,
): lambda.CreateFunctionUrlConfigResponse & { LastModifiedTime: string } {
  return {
    FunctionUrl: addresses.urlOf(`${URL_PATH}${config.id}/`),
    FunctionArn: functionArn(name),
    AuthType: config.authType,
    ...(config.cors === undefined ? {} : { Cors: config.cors }),
    CreationTime: new Date(config.created).toISOString(),
    LastModifiedTime: new Date(config.modified).toISOString(),
    InvokeMode: 'BUFFERED',
  }
}
