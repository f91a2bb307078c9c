import { ApiError, type lambda, type Operation } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { invalidParameter } from './errors.ts'
import { type FunctionName, functionArn, parseFunctionName } from './function-name.ts'
import type { FunctionRecord, ProvisionedConcurrency } from './function-record.ts'
import { page } from './pages.ts'
import { changeFunction, requireFunction, resolveFunction } from './resolve.ts'

type Input = Pick<lambda.GetProvisionedConcurrencyConfigRequest, 'FunctionName' | 'Qualifier'>
type Place = { accountId: string; region: string }
type Qualified = FunctionName & { qualifier: string }

/**
 * How many processes the owner of a version or alias wants to be ready. It is kept and told; processes are started when they are needed and
 * stay warm, whether any are asked for or not.
 */
export function putProvisionedConcurrencyConfig(
  deps: LambdaDependencies,
): Operation<lambda.PutProvisionedConcurrencyConfigRequest, lambda.PutProvisionedConcurrencyConfigResponse> {
  return (input, context) => {
    const name = nameOf(input, context)
    if (resolveFunction(deps.catalog, name).settings.version === '$LATEST') {
      throw invalidParameter('Provisioned Concurrency Configs cannot be applied to unpublished function versions.')
    }
    return changeFunction(deps.catalog, name, record => {
      const config = { requested: input.ProvisionedConcurrentExecutions ?? 0, lastModified: deps.clock.now() }
      const provisioned = { ...record.provisioned, [name.qualifier]: config }
      holdToReserved(record, provisioned)
      return { next: { ...record, provisioned }, result: { ...answer(config), ...begun } }
    })
  }
}

/** AWS allocates afterwards, and whoever waits asks until it is done. */
const begun = {
  ...{ AllocatedProvisionedConcurrentExecutions: 0, AvailableProvisionedConcurrentExecutions: 0 },
  Status: 'IN_PROGRESS' as const,
}

export function getProvisionedConcurrencyConfig(
  deps: LambdaDependencies,
): Operation<lambda.GetProvisionedConcurrencyConfigRequest, lambda.GetProvisionedConcurrencyConfigResponse> {
  return (input, context) => {
    const name = nameOf(input, context)
    const config = requireFunction(deps.catalog, name).provisioned?.[name.qualifier]
    if (config === undefined) {
      throw new ApiError('ProvisionedConcurrencyConfigNotFoundException', 'No Provisioned Concurrency Config found for this function', {
        members: { Type: 'User' },
      })
    }
    return answer(config)
  }
}

export function listProvisionedConcurrencyConfigs(
  deps: LambdaDependencies,
): Operation<lambda.ListProvisionedConcurrencyConfigsRequest, lambda.ListProvisionedConcurrencyConfigsResponse> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context)
    const configs = Object.entries(requireFunction(deps.catalog, name).provisioned ?? {})
    const { items, next } = page(configs, { marker: input.Marker, maxItems: input.MaxItems, most: 50 })
    return {
      ProvisionedConcurrencyConfigs: items.map(([qualifier, config]) => ({
        ...answer(config),
        FunctionArn: functionArn({ ...name, qualifier }),
      })),
      ...(next === undefined ? {} : { NextMarker: next }),
    }
  }
}

/** Deleting what is not there succeeds. */
export function deleteProvisionedConcurrencyConfig(
  deps: LambdaDependencies,
): Operation<lambda.DeleteProvisionedConcurrencyConfigRequest, object> {
  return (input, context) => {
    const name = nameOf(input, context)
    return changeFunction(deps.catalog, name, record => ({ next: withoutProvisioned(record, name.qualifier), result: {} }))
  }
}

/** The function without what was said of a version or alias. */
export function withoutProvisioned(record: FunctionRecord, qualifier: string): FunctionRecord {
  if (record.provisioned?.[qualifier] === undefined) return record
  const { [qualifier]: _, ...provisioned } = record.provisioned
  return { ...record, provisioned }
}

function nameOf({ FunctionName: text, Qualifier }: Input, context: Place): Qualified {
  const name = parseFunctionName(text ?? '', context, Qualifier)
  return { ...name, qualifier: name.qualifier ?? '$LATEST' }
}

/** @throws ApiError InvalidParameterValueException: AWS provisions out of what is reserved, where anything is */
function holdToReserved({ reservedConcurrency }: FunctionRecord, provisioned: Record<string, ProvisionedConcurrency>): void {
  const together = Object.values(provisioned).reduce((sum, { requested }) => sum + requested, 0)
  if (reservedConcurrency === undefined || together <= reservedConcurrency) return
  throw invalidParameter('Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function')
}

function answer({ requested, lastModified }: ProvisionedConcurrency) {
  return {
    ...{ RequestedProvisionedConcurrentExecutions: requested, AllocatedProvisionedConcurrentExecutions: requested },
    ...{ AvailableProvisionedConcurrentExecutions: requested, Status: 'READY' as const },
    // AWS: 2019-12-03T23:38:46+0000.
    LastModified: `${new Date(lastModified).toISOString().slice(0, 19)}+0000`,
  }
}
