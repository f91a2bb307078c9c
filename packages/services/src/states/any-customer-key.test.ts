import type { Catalog } from '@pasos/engine'
import { expect, test, vi } from 'vitest'
import { anyCustomerKey } from './any-customer-key.ts'
import { testCatalog } from './test-world.ts'

const put = (catalog: Catalog, kind: string, key: string, kmsKeyId?: string): Promise<unknown> =>
  catalog.update(kind, key, () => ({ next: { encryptionConfiguration: { kmsKeyId } }, result: undefined }))

test.each(['stateMachine', 'stateMachineVersion', 'stateMachineRevision'])(
  'a %s with a key is seen, there before or made later',
  async kind => {
    const before = testCatalog()
    await put(before, kind, 'k', 'key')
    expect(anyCustomerKey(before)).toBe(true)
    const later = testCatalog()
    await put(later, kind, 'a')
    expect(anyCustomerKey(later)).toBe(false)
    await put(later, 'secret', 'k', 'key')
    expect(anyCustomerKey(later)).toBe(false)
    await put(later, kind, 'a', 'key')
    expect(anyCustomerKey(later)).toBe(true)
  },
)

test('who had one keeps being asked, and who has none is looked through once', async () => {
  const catalog = testCatalog()
  const list = vi.spyOn(catalog, 'list')
  for (let n = 0; n < 5; n++) {
    expect(anyCustomerKey(catalog)).toBe(false)
    await put(catalog, 'stateMachine', `m${n}`)
  }
  expect(list).toHaveBeenCalledTimes(3)
  await put(catalog, 'stateMachine', 'm1', 'key')
  await catalog.update('stateMachine', 'm1', () => ({ next: undefined, result: undefined }))
  expect(anyCustomerKey(catalog)).toBe(true)
})
