import { durableCatalog } from '@pasos/engine'
import { expect, test } from 'vitest'
import { type AskedChange, changeAtHome, madeAtHome } from './change-at-home.ts'

const store = { putDocument: (_kind: string, _key: string, _body: string | undefined, done?: (error?: Error) => void) => done?.() }

test('a change that was thought of over what has changed since is decided anew, and made once', async () => {
  const home = durableCatalog(store)
  const set = (next: { count: number } | undefined) => home.update('k', 'a', () => ({ next, result: undefined }))
  await set({ count: 1 })
  let known: { count: number } | undefined = { count: 1 }
  const asked: AskedChange[] = []
  const place = {
    get: () => known as never,
    askHome: async <T>(name: string, body: object): Promise<T> => {
      expect(name).toBe('change')
      asked.push(body as AskedChange)
      if (asked.length === 1) await set({ count: 5 })
      return (await madeAtHome(home, JSON.parse(JSON.stringify(body)) as AskedChange)) as T
    },
    async refresh() {
      known = home.get('k', 'a')
    },
  }
  const change = (decide: (current: { count: number } | undefined) => { count: number } | undefined) =>
    changeAtHome<{ count: number }, string>(place, {
      ...{ kind: 'k', key: 'a' },
      change: current => ({ next: decide(current), result: `from ${current?.count}` }),
    })
  expect(await change(current => ({ count: (current?.count ?? 0) + 1 }))).toBe('from 5')
  expect(home.get('k', 'a')).toEqual({ count: 6 })
  expect(known).toEqual({ count: 6 })
  expect(asked).toHaveLength(2)
  // What stays as it is needs nobody; what goes is gone at the home, and is none to begin with.
  expect(await change(current => current)).toBe('from 6')
  expect(asked).toHaveLength(2)
  await change(() => undefined)
  expect(home.get('k', 'a')).toBeUndefined()
  expect(await change(() => ({ count: 9 }))).toBe('from undefined')
  expect(home.get('k', 'a')).toEqual({ count: 9 })
  expect(await madeAtHome(home, { kind: 'k', key: 'a', before: null, next: { count: 1 } })).toBe(false)
  expect(home.get('k', 'a')).toEqual({ count: 9 })
})
