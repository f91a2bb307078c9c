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

async function all<Row>(path: string): Promise<Row[]> {
  const rows: Row[] = []
  let token: string | undefined
  do {
    const page: { items?: Row[]; nextToken?: string } = await ask('GET', `${path}${token ? `?nextToken=${encodeURIComponent(token)}` : ''}`)
    rows.push(...(page.items ?? []))
    token = page.nextToken
  } while (token)
  return rows
}

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

export async function listRestApis(): Promise<RestApi[]> {
  const rows: RestApi[] = []
  let position: string | undefined
  do {
    const page: { item?: RestApi[]; position?: string } = await ask(
      'GET',
      `/restapis?limit=500${position ? `&position=${encodeURIComponent(position)}` : ''}`,
    )
    rows.push(...(page.item ?? []))
    position = page.position
  } while (position)
  return rows
}

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
