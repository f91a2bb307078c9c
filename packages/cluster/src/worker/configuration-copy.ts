import { type Catalog, catalogCopy } from '@pasos/engine'
import type { ChangedDocument, SharedReads } from '../ports.ts'
import { changeAtHome } from './change-at-home.ts'

/** The home's configuration as a node that works for it has it. */
export interface ConfigurationCopy {
  catalog: Catalog
  /** How far it is here. */
  readonly revision: number
  /** Resolves when everything up to a revision is here. */
  upTo(revision: number): Promise<void>
}

export interface CopyOptions {
  shared: Pick<SharedReads, 'documents' | 'documentRevision' | 'changedDocuments'>
  /** Given what has changed before it can be seen, e.g. to fetch the code of a function. */
  prepare(changes: readonly ChangedDocument[]): Promise<void>
  /** Asks something of the home, whoever is that. */
  askHome<T>(name: string, body: object): Promise<T>
}

export async function configurationCopy({ shared, prepare, askHome }: CopyOptions): Promise<ConfigurationCopy> {
  // Asked first: what changes meanwhile is read again.
  let known = await shared.documentRevision()
  const documents = await shared.documents()
  const copy = catalogCopy(documents, (kind, key, change) =>
    changeAtHome({ get: copy.catalog.get, askHome, refresh: async () => upTo(await shared.documentRevision()) }, { kind, key, change }),
  )
  await prepare(documents)
  let reading: Promise<void> | undefined

  const read = async (): Promise<void> => {
    const { revision, changes } = await shared.changedDocuments(known)
    await prepare(changes)
    copy.apply(changes)
    known = revision
  }

  const upTo = async (revision: number): Promise<void> => {
    while (known < revision) {
      reading ??= read().finally(() => {
        reading = undefined
      })
      await reading
    }
  }

  return {
    catalog: copy.catalog,
    get revision() {
      return known
    },
    upTo,
  }
}
