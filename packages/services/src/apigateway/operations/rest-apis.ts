import type { Operation } from '@pasos/wire'
import { type ListedPage, listedPage } from '../../declaration/listed-page.ts'
import { compilePolicy } from '../../iam/policy/compiled-policy.ts'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { badRequest, notServed } from '../errors.ts'
import { type ApiRecord, apiKind, changeApi, checkedTags, newId, requireApi, restApis } from '../records/api-record.ts'
import { listedRule, type Patching, type PatchRule, patched, readBoolean, textRule } from '../records/patch.ts'

export interface CreateInput {
  name: string
  description?: string
  version?: string
  cloneFrom?: string
  binaryMediaTypes?: string[]
  minimumCompressionSize?: number
  apiKeySource?: string
  endpointConfiguration?: { types?: string[]; ipAddressType?: string; vpcEndpointIds?: string[] }
  policy?: string
  tags?: Record<string, string>
  disableExecuteApiEndpoint?: boolean
}

export interface OfApi {
  restApiId: string
}

export interface Listed {
  position?: string
  limit?: number
}

export function createRestApi({ catalog, clock, ids }: ApiGatewayDependencies): Operation<CreateInput, object> {
  return async (input, { accountId, region }) => {
    const { name, description, version, binaryMediaTypes, policy, disableExecuteApiEndpoint, endpointConfiguration, tags = {} } = input
    checkName(name)
    if (input.cloneFrom !== undefined) throw notServed('To clone an API')
    if (input.apiKeySource !== undefined) checkKeySource(input.apiKeySource)
    if (policy !== undefined && policy !== '') checkPolicy(policy)
    const endpointTypes = checkedTypes(endpointConfiguration?.types ?? ['EDGE'])
    const [id, rootResourceId] = [newId(ids, 10), newId(ids, 10)]
    const api: ApiRecord = {
      ...{ id, accountId, region, name, created: clock.now(), endpointTypes, tags: checkedTags(tags), rootResourceId },
      ...(description !== undefined && { description }),
      ...(version !== undefined && { version }),
      ...(binaryMediaTypes !== undefined && { binaryMediaTypes }),
      ...(policy !== undefined && policy !== '' && { policy }),
      ...(disableExecuteApiEndpoint !== undefined && { disableExecuteApiEndpoint }),
      ...(input.minimumCompressionSize !== undefined && { minimumCompressionSize: checkedSize(input.minimumCompressionSize) }),
      ...{ resources: { [rootResourceId]: { id: rootResourceId, methods: {} } }, stages: {} },
    }
    await catalog.update(apiKind, id, () => ({ next: api, result: undefined }))
    return apiAnswer(api)
  }
}

const rules: readonly PatchRule<ApiRecord>[] = [
  textRule('name'),
  textRule('description'),
  textRule('version'),
  textRule('policy'),
  listedRule('binaryMediaTypes'),
  {
    path: '/disableExecuteApiEndpoint',
    ops: ['replace'],
    change: (api, { value }) => ({ ...api, disableExecuteApiEndpoint: readBoolean(value) }),
  },
  {
    path: '/endpointConfiguration/types/*',
    ops: ['replace'],
    change: (api, { value }) => ({ ...api, endpointTypes: checkedTypes([value]) }),
  },
  {
    path: '/endpointConfiguration/ipAddressType',
    ops: ['replace'],
    change(api, { value }) {
      if (value !== 'ipv4') throw notServed(`The ipAddressType ${value}`)
      return api
    },
  },
  {
    path: '/minimumCompressionSize',
    ops: ['replace'],
    change({ minimumCompressionSize: _, ...api }, { value }) {
      return value === undefined || value === '' ? api : { ...api, minimumCompressionSize: checkedSize(Number(value)) }
    },
  },
  {
    path: '/apiKeySource',
    ops: ['replace'],
    change(api, { value }) {
      checkKeySource(value)
      return api
    },
  },
]

export function updateRestApi({ catalog }: ApiGatewayDependencies): Operation<OfApi & Patching, object> {
  return ({ restApiId, patchOperations }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const { policy, ...next } = patched(api, patchOperations, rules)
      checkName(next.name)
      if (policy !== undefined && policy !== '') checkPolicy(policy)
      const changed: ApiRecord = { ...next, ...(policy !== undefined && policy !== '' && { policy }) }
      return { next: changed, result: apiAnswer(changed) }
    })
}

/** AWS: 0 bytes to 10 MiB. */
function checkedSize(size: number): number {
  if (!Number.isInteger(size) || size < 0 || size > 10_485_760)
    throw badRequest('Invalid minimum compression size, must be between 0 and 10485760')
  return size
}

function checkKeySource(value: unknown): void {
  if (value !== 'HEADER') throw notServed(`The apiKeySource ${value}`)
}

function checkName(name: string): void {
  if (name === '') throw badRequest('API name cannot be empty.')
}

/** @throws ApiError BadRequestException */
export function checkedTypes(types: string[]): string[] {
  if (types.includes('PRIVATE')) throw notServed('A private API')
  return types
}

/** @throws ApiError BadRequestException */
export function checkPolicy(policy: string): void {
  try {
    compilePolicy(policy)
  } catch {
    throw badRequest('Invalid policy document. Please check the policy syntax and ensure that Principals are valid.')
  }
}

export function getRestApi({ catalog }: ApiGatewayDependencies): Operation<OfApi, object> {
  return (input, context) => apiAnswer(requireApi(catalog, context, input.restApiId))
}

export function getRestApis({ catalog }: ApiGatewayDependencies): Operation<Listed, object> {
  return (input, context) => pageOf(restApis.list(catalog, context), ({ id }) => id, input, apiAnswer)
}

export function deleteRestApi({ catalog }: ApiGatewayDependencies): Operation<OfApi, object> {
  return async ({ restApiId }, context) => {
    await restApis.remove(catalog, context, restApiId)
    return {}
  }
}

export function apiAnswer(api: ApiRecord): object {
  const { id, name, description, version, created, binaryMediaTypes, policy, disableExecuteApiEndpoint = false, tags } = api
  const { minimumCompressionSize } = api
  return {
    ...{ id, name, createdDate: new Date(created), apiKeySource: 'HEADER', disableExecuteApiEndpoint, rootResourceId: api.rootResourceId },
    endpointConfiguration: { types: api.endpointTypes, ipAddressType: 'ipv4' },
    ...(description !== undefined && { description }),
    ...(version !== undefined && { version }),
    ...(binaryMediaTypes !== undefined && { binaryMediaTypes }),
    ...(policy !== undefined && { policy }),
    ...(minimumCompressionSize !== undefined && { minimumCompressionSize }),
    ...(Object.keys(tags).length > 0 && { tags }),
  }
}

/** One page, 25 entries where nothing else is asked for, as every list of API Gateway has it. @throws ApiError BadRequestException */
export function pageOf<T>(
  entries: readonly T[],
  keyOf: (entry: T) => string,
  { position, limit = 25 }: Listed,
  answer: (entry: T) => object,
) {
  const page = sortedPage(entries, keyOf, { limit: Math.max(limit, 1), token: position })
  if (!page) throw badRequest('Invalid position parameter')
  return { items: page.items.map(answer), ...(page.nextToken !== undefined && { position: page.nextToken }) }
}

/** A page of at most 500, in the order of the keys. Nothing where the token is none of ours. */
export function sortedPage<T>(
  entries: readonly T[],
  keyOf: (entry: T) => string,
  { limit, token }: { limit: number; token: string | undefined },
): ListedPage<T> | undefined {
  const sorted = entries.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
  return listedPage(sorted, keyOf, { limit: Math.min(limit, 500), token })
}
