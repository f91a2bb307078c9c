import { expect, test } from 'vitest'
import { memoryJournal } from '../memory/memory-journal.ts'
import { durableCatalog } from './durable-catalog.ts'

test('a change is visible once it is stored, and survives in another catalog over the same store', async () => {
  const store = memoryJournal()
  const catalog = durableCatalog(store)
  const change = catalog.update<{ n: number }, string>('role', 'a', () => ({ next: { n: 1 }, result: 'made' }))
  expect(catalog.get('role', 'a')).toBeUndefined()
  expect(await change).toBe('made')
  expect(catalog.get('role', 'a')).toEqual({ n: 1 })
  expect(durableCatalog(store, await store.documents()).get('role', 'a')).toEqual({ n: 1 })
})

test('changes of one key queue up, so that none is lost', async () => {
  const catalog = durableCatalog(memoryJournal())
  const add = () => catalog.update<number, void>('count', 'a', (current = 0) => ({ next: current + 1, result: undefined }))
  await Promise.all([add(), add(), add()])
  expect(catalog.get('count', 'a')).toBe(3)
})

test('a change that throws leaves everything as it was, and the next one goes on', async () => {
  const catalog = durableCatalog(memoryJournal())
  const refuse = catalog.update('role', 'a', () => {
    throw new Error('no')
  })
  await expect(refuse).rejects.toThrow('no')
  await catalog.update('role', 'a', () => ({ next: 1, result: undefined }))
  expect(catalog.get('role', 'a')).toBe(1)
})

test('lists are in the order of their keys and limited to a prefix', async () => {
  const catalog = durableCatalog(memoryJournal())
  for (const key of ['x/b', 'y/a', 'x/a']) await catalog.update('role', key, () => ({ next: key, result: undefined }))
  expect(catalog.list('role', 'x/')).toEqual(['x/a', 'x/b'])
  await catalog.update('role', 'x/a', () => ({ next: undefined, result: undefined }))
  expect(catalog.list('role')).toEqual(['x/b', 'y/a'])
})
