import { afterEach, beforeEach, expect, test } from 'vitest'
import { durableCatalog } from '../catalog/durable-catalog.ts'
import type { Catalog } from '../ports/catalog.ts'
import type { DocumentStore } from '../ports/journal.ts'

/** What the catalog must do over every store of documents. */
export function catalogContract(open: () => Promise<{ documents: DocumentStore; close: () => Promise<void> }>): void {
  let documents: DocumentStore
  let close: () => Promise<void>
  let catalog: Catalog

  const reopened = async (): Promise<Catalog> => durableCatalog(documents, await documents.documents())

  beforeEach(async () => {
    const opened = await open()
    documents = opened.documents
    close = opened.close
    catalog = await reopened()
  })
  afterEach(() => close())

  const put = (kind: string, key: string, next: unknown): Promise<void> => catalog.update(kind, key, () => ({ next, result: undefined }))

  test('a change is visible once it is stored, and survives in another catalog over the same store', async () => {
    const change = catalog.update<{ n: number }, string>('role', 'a', () => ({ next: { n: 1 }, result: 'made' }))
    expect(catalog.get('role', 'a')).toBeUndefined()
    expect(await change).toBe('made')
    expect(catalog.get('role', 'a')).toEqual({ n: 1 })
    expect((await reopened()).get('role', 'a')).toEqual({ n: 1 })
    await put('role', 'a', undefined)
    expect(catalog.get('role', 'a')).toBeUndefined()
    expect((await reopened()).get('role', 'a')).toBeUndefined()
  })

  test('changes of one key queue up, so that none is lost', async () => {
    const add = () => catalog.update<number, void>('count', 'a', (current = 0) => ({ next: current + 1, result: undefined }))
    await Promise.all([add(), add(), add()])
    expect(catalog.get('count', 'a')).toBe(3)
  })

  test('a change that throws leaves everything as it was, and the next one goes on', async () => {
    const refuse = catalog.update('role', 'a', () => {
      throw new Error('no')
    })
    await expect(refuse).rejects.toThrow('no')
    await put('role', 'a', 1)
    expect(catalog.get('role', 'a')).toBe(1)
  })

  test('lists are in the order of their keys and limited to a prefix', async () => {
    for (const key of ['x/b', 'y/a', 'x/a']) await put('role', key, key)
    expect(catalog.list('role', 'x/')).toEqual(['x/a', 'x/b'])
    await put('role', 'x/a', undefined)
    expect(catalog.list('role')).toEqual(['x/b', 'y/a'])
  })

  test('the revision grows with what is visible, and watchers are told of it, until they leave', async () => {
    const told: string[] = []
    const leave = catalog.watch(({ kind, key }) => told.push(`${kind} ${key} ${catalog.get(kind, key)} ${catalog.revision}`))
    const before = catalog.revision
    const change = put('role', 'a', 1)
    expect({ told, revision: catalog.revision }).toEqual({ told: [], revision: before })
    await change
    await catalog.update('role', 'a', current => ({ next: current, result: undefined }))
    await put('role', 'b', 2)
    leave()
    await put('role', 'c', 3)
    expect(told).toEqual([`role a 1 ${before + 1}`, `role b 2 ${before + 2}`])
    expect(catalog.revision).toBe(before + 3)
  })
}
