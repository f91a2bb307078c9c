import { durableCatalog } from '@pasos/engine'
import { expect, test } from 'vitest'
import { pushedCatalog } from './pushed-catalog.ts'

test('a change is answered once every node that lives has it, or can’t be reached; what changes nothing is told to nobody', async () => {
  let revision = 6
  const catalog = durableCatalog({
    putDocument(_kind, _key, _body, done) {
      revision++
      done?.()
    },
  })
  const calls: string[] = []
  const held: (() => void)[] = []
  const pushed = pushedCatalog(
    {
      catalog,
      shared: { documentRevision: async () => revision },
      seat: {
        nodes: async () =>
          ['http://near', null, 'http://gone', 'http://slow'].map((url, node) => ({ node, name: `${node}`, url, isLeaving: false })),
      },
      async call<T>(url: string, name: string, body: object): Promise<T> {
        calls.push(`${url} ${name} ${JSON.stringify(body)}`)
        if (url === 'http://gone') throw new Error('gone')
        if (url === 'http://slow') await new Promise<void>(resolve => held.push(resolve))
        return undefined as T
      },
    },
    6,
  )
  const put = (value: object) => pushed.update('role', 'r', (current: object | undefined) => ({ next: current ?? value, result: 'done' }))
  let answered = 0
  const changing = put({ name: 'r' }).then(() => answered++)
  while (held.length === 0) await new Promise(resolve => setImmediate(resolve))
  for (let round = 0; round < 5; round++) await new Promise(resolve => setImmediate(resolve))
  expect(answered).toBe(0)
  expect(calls).toEqual(['near', 'gone', 'slow'].map(name => `http://${name} refresh {"revision":7}`))
  expect(pushed.committed).toBe(7)
  for (const release of held.splice(0)) release()
  await changing
  expect(pushed.get('role', 'r')).toEqual({ name: 'r' })
  expect(await put({ name: 'other' })).toBe('done')
  expect(calls).toHaveLength(3)
})
