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
