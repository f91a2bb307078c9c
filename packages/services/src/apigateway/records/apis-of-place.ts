import type { Catalog } from '@pasos/engine'

/** The account and the region that an API is made in. */
export interface Place {
  accountId: string
  region: string
}

/** The APIs of one kind, REST or HTTP: their ids are everybody's, and each is there for its own account and region alone. */
export interface ApisOfPlace<Api> {
  list(catalog: Catalog, place: Place): Api[]
  /** @throws what `notThere` makes */
  require(catalog: Catalog, place: Place, id: string): Api
  /** Sets what `change` answers. @throws what `notThere` makes, and what `change` throws */
  change<Result>(catalog: Catalog, place: Place, id: string, change: (api: Api) => { next: Api; result: Result }): Promise<Result>
  /** With its deployments and stages. @throws what `notThere` makes */
  remove(catalog: Catalog, place: Place, id: string): Promise<void>
}

/** `kind` and `deploymentKind` are those of the catalog; a deployment's key is `API/ID`. */
export function apisOfPlace<Api extends Place>(
  { kind, deploymentKind }: { kind: string; deploymentKind: string },
  notThere: (place: Place, id: string) => Error,
): ApisOfPlace<Api> {
  const required = (api: Api | undefined, place: Place, id: string): Api => {
    if (!api || !isIn(api, place)) throw notThere(place, id)
    return api
  }
  const requireApi = (catalog: Catalog, place: Place, id: string) => required(catalog.get<Api>(kind, id), place, id)
  const gone = () => ({ next: undefined, result: undefined })
  return {
    list: (catalog, place) => catalog.list<Api>(kind).filter(api => isIn(api, place)),
    require: requireApi,
    change: <Result>(catalog: Catalog, place: Place, id: string, change: (api: Api) => { next: Api; result: Result }) =>
      catalog.update<Api, Result>(kind, id, api => change(required(api, place, id))),
    async remove(catalog, place, id) {
      requireApi(catalog, place, id)
      await catalog.update(kind, id, gone)
      for (const deployment of catalog.list<{ id: string }>(deploymentKind, `${id}/`)) {
        await catalog.update(deploymentKind, `${id}/${deployment.id}`, gone)
      }
    },
  }
}

function isIn(api: Place, { accountId, region }: Place): boolean {
  return api.accountId === accountId && api.region === region
}
