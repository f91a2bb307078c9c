import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { plainRows } from './plain-rows.ts'

test('rows have the names of their columns, as objects that are all alike', () => {
  const database = new DatabaseSync(':memory:')
  database.exec("CREATE TABLE things (id INTEGER PRIMARY KEY, text, bytes); INSERT INTO things VALUES (1, 'a', NULL), (2, NULL, x'0102')")
  const rows = plainRows(database.prepare('SELECT id, text AS name, bytes FROM things WHERE id >= ? ORDER BY id'))
  expect(rows.all(1)).toEqual([
    { id: 1, name: 'a', bytes: null },
    { id: 2, name: null, bytes: Uint8Array.of(1, 2) },
  ])
  expect(rows.get(2)).toEqual({ id: 2, name: null, bytes: Uint8Array.of(1, 2) })
  expect([rows.get(3), rows.all(3)]).toEqual([undefined, []])
  database.close()
})
