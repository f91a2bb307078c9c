import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { invalidParameter, notFound } from './errors.ts'
import { type FunctionName, functionArn, parseFunctionName } from './function-name.ts'
import type { EventInvokeConfig, FunctionRecord } from './function-record.ts'
import { page } from './pages.ts'
import { changeFunction, requireFunction, resolveFunction } from './resolve.ts'

type Input = Pick<
  lambda.PutFunctionEventInvokeConfigRequest,
  'FunctionName' | 'Qualifier' | 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | 'DestinationConfig'
>

/** Services that a result can be sent to; S3 is not served as one. */
const destination = /^arn:aws[a-z-]*:(?:sqs|sns|lambda|events):[a-z0-9-]+:\d{12}:.+$/

/** How events of a version, an alias or $LATEST are handled; AWS's two retries within six hours where nothing is said. */
export function eventInvokeConfigOf(record: FunctionRecord, qualifier: string | undefined): EventInvokeConfig | undefined {
  return record.eventInvokeConfigs?.[qualifier ?? '$LATEST']
}

export function putFunctionEventInvokeConfig(
  deps: LambdaDependencies,
): Operation<lambda.PutFunctionEventInvokeConfigRequest, lambda.FunctionEventInvokeConfig> {
  return (input, context) => change(deps, input, context, () => ({ lastModified: deps.clock.now() }))
}

export function updateFunctionEventInvokeConfig(
  deps: LambdaDependencies,
): Operation<lambda.UpdateFunctionEventInvokeConfigRequest, lambda.FunctionEventInvokeConfig> {
  return (input, context) =>
    change(deps, input, context, (current, name) => {
      if (!current) throw noConfig(name)
      return { ...current, lastModified: deps.clock.now() }
    })
}

export function deleteFunctionEventInvokeConfig(
  deps: LambdaDependencies,
): Operation<lambda.DeleteFunctionEventInvokeConfigRequest, object> {
  return (input, context) => {
    const name = nameOf(input, context)
    return changeFunction(deps.catalog, name, record => {
      if (!eventInvokeConfigOf(record, name.qualifier)) throw noConfig(name)
      const { [name.qualifier]: _, ...eventInvokeConfigs } = record.eventInvokeConfigs ?? {}
      return { next: { ...record, eventInvokeConfigs }, result: {} }
    })
  }
}

export function getFunctionEventInvokeConfig(
  deps: LambdaDependencies,
): Operation<lambda.GetFunctionEventInvokeConfigRequest, lambda.FunctionEventInvokeConfig> {
  return (input, context) => {
    const name = nameOf(input, context)
    const { record } = resolveFunction(deps.catalog, name)
    const config = eventInvokeConfigOf(record, name.qualifier)
    if (!config) throw noConfig(name)
    return answer(name, config)
  }
}

export function listFunctionEventInvokeConfigs(
  deps: LambdaDependencies,
): Operation<lambda.ListFunctionEventInvokeConfigsRequest, lambda.ListFunctionEventInvokeConfigsResponse> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context)
    const configs = Object.entries(requireFunction(deps.catalog, name).eventInvokeConfigs ?? {})
    const { items, next } = page(configs, { marker: input.Marker, maxItems: input.MaxItems, most: 50 })
    return {
      FunctionEventInvokeConfigs: items.map(([qualifier, config]) => answer({ ...name, qualifier }, config)),
      ...(next === undefined ? {} : { NextMarker: next }),
    }
  }
}

type Qualified = FunctionName & { qualifier: string }

function nameOf(input: Pick<Input, 'FunctionName' | 'Qualifier'>, context: { accountId: string; region: string }): Qualified {
  const name = parseFunctionName(input.FunctionName ?? '', context, input.Qualifier)
  return { ...name, qualifier: name.qualifier ?? '$LATEST' }
}

function change(
  deps: LambdaDependencies,
  input: Input,
  context: { accountId: string; region: string },
  base: (current: EventInvokeConfig | undefined, name: FunctionName) => EventInvokeConfig,
): Promise<lambda.FunctionEventInvokeConfig> {
  const name = nameOf(input, context)
  resolveFunction(deps.catalog, name)
  const given = givenIn(input)
  return changeFunction(deps.catalog, name, record => {
    const config = { ...base(eventInvokeConfigOf(record, name.qualifier), name), ...given }
    const eventInvokeConfigs = { ...record.eventInvokeConfigs, [name.qualifier]: config }
    return { next: { ...record, eventInvokeConfigs }, result: answer(name, config) }
  })
}

/** @throws ApiError InvalidParameterValueException */
function givenIn({ MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig }: Input): Partial<EventInvokeConfig> {
  const targets = { onSuccess: DestinationConfig?.OnSuccess?.Destination, onFailure: DestinationConfig?.OnFailure?.Destination }
  for (const target of Object.values(targets)) {
    if (target !== undefined && target !== '' && !destination.test(target)) {
      throw invalidParameter(
        `The provided destination config is invalid: Destination ARN ${target} is not of SQS, SNS, Lambda or EventBridge.`,
      )
    }
  }
  return {
    ...(MaximumRetryAttempts === undefined ? {} : { maximumRetryAttempts: MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds === undefined ? {} : { maximumEventAgeSeconds: MaximumEventAgeInSeconds }),
    ...(targets.onSuccess === undefined ? {} : { onSuccess: targets.onSuccess }),
    ...(targets.onFailure === undefined ? {} : { onFailure: targets.onFailure }),
  }
}

function answer(name: FunctionName, config: EventInvokeConfig): lambda.FunctionEventInvokeConfig {
  const { maximumRetryAttempts, maximumEventAgeSeconds, onSuccess, onFailure } = config
  return {
    LastModified: new Date(config.lastModified),
    FunctionArn: functionArn(name),
    ...(maximumRetryAttempts === undefined ? {} : { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAgeSeconds === undefined ? {} : { MaximumEventAgeInSeconds: maximumEventAgeSeconds }),
    DestinationConfig: { OnSuccess: onSuccess ? { Destination: onSuccess } : {}, OnFailure: onFailure ? { Destination: onFailure } : {} },
  }
}

function noConfig(name: FunctionName) {
  return notFound(`The function ${functionArn({ ...name, qualifier: name.qualifier ?? '$LATEST' })} doesn't have an EventInvokeConfig`)
}
