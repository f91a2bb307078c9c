import type { Catalog } from '@pasos/engine'
import type { Seat, SharedReads } from '../ports.ts'

export interface PushOptions {
  catalog: Catalog
  shared: Pick<SharedReads, 'documentRevision'>
  seat: Pick<Seat, 'nodes'>
  call<T>(url: string, name: string, body: object): Promise<T>
}

/** How far the configuration is that the other nodes must have. */
export interface PushedCatalog extends Catalog {
  readonly committed: number
}

/** A node that does not answer for so long has lost its lease, and everything with it. */
const patienceMs = 3_000

/**
 * The home's catalog, whose changes are answered only when every node that lives has them: what is created here can be used at once,
 * wherever it runs. `known`: how far the configuration is on disk so far.
 */
export function pushedCatalog({ catalog, shared, seat, call }: PushOptions, known: number): PushedCatalog {
  let committed = known

  const push = async (): Promise<void> => {
    const revision = await shared.documentRevision()
    committed = Math.max(committed, revision)
    const urls = (await seat.nodes()).flatMap(({ url }) => url ?? [])
    const late = new Promise<void>(resolve => setTimeout(resolve, patienceMs).unref())
    // One that can't be reached reads what is newer before it acts on anything that the home asks of it.
    const taken = Promise.all(urls.map(url => call(url, 'refresh', { revision }).catch(() => undefined)))
    await Promise.race([taken, late])
  }

  return {
    get: catalog.get,
    list: catalog.list,
    watch: catalog.watch,
    get revision() {
      return catalog.revision
    },
    get committed() {
      return committed
    },
    async update(kind, key, change) {
      const before = catalog.revision
      const result = await catalog.update(kind, key, change)
      if (catalog.revision !== before) await push()
      return result
    },
  }
}
