import { allPages, pageAddress } from './aws-pages.ts'
import { restJson } from './rest-call.ts'

const ask = restJson('apigateway')

export interface HttpApi {
  apiId: string
  name: string
  protocolType: string
  apiEndpoint?: string
  description?: string
  createdDate?: string
}

export interface RestApi {
  id: string
  name: string
  description?: string
  createdDate?: number
}

const all = <Row>(path: string) =>
  allPages<Row>(async token => {
    const page = await ask<{ items?: Row[]; nextToken?: string }>('GET', pageAddress(path, 'nextToken', token))
    return [page.items, page.nextToken]
  })

const httpPath = (id: string, rest = '') => `/v2/apis/${encodeURIComponent(id)}${rest}`

export const listHttpApis = () => all<HttpApi>('/v2/apis')

/** An HTTP API with what it answers to, what it calls then, and where it is served. */
export async function readHttpApi(id: string) {
  const [api, routes, integrations, stages] = await Promise.all([
    ask<HttpApi>('GET', httpPath(id)),
    all<{ routeKey: string; target?: string; authorizationType?: string }>(httpPath(id, '/routes')),
    all<{ integrationId: string; integrationUri?: string; integrationType?: string; integrationSubtype?: string }>(
      httpPath(id, '/integrations'),
    ),
    all<{ stageName: string; autoDeploy?: boolean; deploymentId?: string }>(httpPath(id, '/stages')),
  ])
  return { api, routes, integrations, stages }
}

export const deleteHttpApi = (id: string) => ask('DELETE', httpPath(id))

const restPath = (id: string, rest = '') => `/restapis/${encodeURIComponent(id)}${rest}`

export const listRestApis = () =>
  allPages(async position => {
    const page = await ask<{ item?: RestApi[]; position?: string }>('GET', pageAddress('/restapis?limit=500', 'position', position))
    return [page.item, page.position]
  })

export async function readRestApi(id: string) {
  const [api, resources, stages] = await Promise.all([
    ask<RestApi>('GET', restPath(id)),
    ask<{ item?: { path: string; resourceMethods?: Record<string, { methodIntegration?: { uri?: string; type?: string } }> }[] }>(
      'GET',
      restPath(id, '/resources?limit=500&embed=methods'),
    ),
    ask<{ item?: { stageName: string; deploymentId?: string }[] }>('GET', restPath(id, '/stages')),
  ])
  return { api, resources: resources.item ?? [], stages: stages.item ?? [] }
}

export const deleteRestApi = (id: string) => ask('DELETE', restPath(id))
