import { definitionInUseMs, type Store } from '@pasos/engine'
import { expect, test } from 'vitest'
import { collectingLate } from './late-collection.ts'

/** A store in which nothing refers to some definitions. */
function world(...definitions: string[]) {
  const unused = new Set(definitions)
  const time = { now: 0, waits: [] as number[] }
  const upkeep = {
    async collectDefinitions(isInUse: (id: string) => boolean) {
      for (const id of [...unused]) if (!isInUse(id)) unused.delete(id)
    },
  }
  const wait = async (ms: number): Promise<void> => void time.waits.push(ms)
  const store = collectingLate({ upkeep, close: async () => undefined } as unknown as Store, { now: () => time.now, wait })
  const collect = (inUse: readonly string[] = []): Promise<void> => store.upkeep.collectDefinitions(id => inUse.includes(id))
  return { unused, time, store, collect }
}

test('a definition goes when nothing has referred to it for so long that every node would write it again', async () => {
  const { unused, time, collect } = world('a', 'b')
  await collect()
  time.now = definitionInUseMs - 1
  await collect()
  expect([...unused]).toEqual(['a', 'b'])
  time.now = definitionInUseMs
  await collect(['b'])
  expect([...unused]).toEqual(['b'])
  expect(time.waits).toHaveLength(3)
})

test('one that was used in between is counted anew', async () => {
  const { unused, time, collect } = world('a')
  await collect()
  unused.delete('a')
  time.now = definitionInUseMs / 2
  await collect()
  unused.add('a')
  time.now = definitionInUseMs
  await collect()
  expect([...unused]).toEqual(['a'])
  time.now = 2 * definitionInUseMs
  await collect()
  expect([...unused]).toEqual([])
})

test('a home that ends does not wait to collect', async () => {
  const { unused, time, store, collect } = world('a')
  await collect()
  time.now = definitionInUseMs
  await store.close()
  await collect()
  expect([...unused]).toEqual(['a'])
})
