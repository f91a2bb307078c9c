import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { FleetingMap } from './fleeting-map.ts'

test('what is put in is found, replaced and taken out as in a Map', () => {
  const map = new FleetingMap<number>()
  map.set('a', 1)
  map.set('b', 2)
  map.set('a', 3)
  expect([map.size, map.get('a'), map.get('b'), map.get('c')]).toEqual([2, 3, 2, undefined])
  expect([...map.values()]).toEqual([3, 2])
  expect([map.delete('a'), map.delete('a'), map.get('a'), map.size]).toEqual([true, false, undefined, 1])
  map.set('c', 4)
  map.deleteOldest()
  expect([...map.values()]).toEqual([4])
  map.deleteOldest()
  map.deleteOldest()
  expect([map.size, [...map.values()]]).toEqual([0, []])
})

test('what has been taken out is let go of, even by who still holds a former table', async () => {
  const map = new FleetingMap<object>()
  const gone = new WeakRef({})
  map.set('gone', gone.deref()!)
  map.set('stays', {})
  // An iterator leads to the table that there was when it went on last.
  const walk = map.values()
  walk.next()
  walk.next()
  for (let at = 0; at < 100; at++) map.set(`other ${at}`, {})
  map.delete('gone')
  setFlagsFromString('--expose-gc')
  // What was read of a weak reference stays until the next task.
  await new Promise(resolve => setImmediate(resolve))
  runInNewContext('gc')()
  expect(gone.deref()).toBeUndefined()
  expect([...walk].length).toBe(100)
})
