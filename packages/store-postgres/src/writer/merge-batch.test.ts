import type { DataWrite } from '@pasos/engine'
import { expect, test } from 'vitest'
import { rowsIn } from './binary-arrays.ts'
import { commitBatch } from './columns.ts'
import { encodeBatch } from './merge-batch.ts'

const names = [...commitBatch.matchAll(/(\w+) => \$(\d+)/g)].map(([, name]) => name!)

/** What a batch of such commits puts and deletes, key by key. */
function left(...commits: DataWrite[][]): { puts: string[]; deletes: string[]; ranges: number } {
  const parameters = [0, 1, 7, ...encodeBatch(commits.map(data => ({ data })))]
  const column = (name: string) => parameters[names.indexOf(name)] as Buffer | null
  const textsOf = (array: Buffer | null): string[] => {
    const texts: string[] = []
    for (let at = 20; array !== null && at < array.length; at += 4 + array.readInt32BE(at))
      texts.push(array.toString('utf8', at + 4, at + 4 + array.readInt32BE(at)))
    return texts
  }
  const [space, key] = [textsOf(column('a_space')), textsOf(column('a_key'))]
  const ranges = column('ar_space')
  return {
    puts: space.map((each, at) => `${each}/${key[at]}`),
    deletes: textsOf(column('ad_key')),
    ranges: ranges === null ? 0 : rowsIn(ranges),
  }
}

const put = (key: string, space = 's'): DataWrite => ({ space, key, value: '1' })
const gone = (key: string): DataWrite => ({ space: 's', key, value: undefined })
const range = (from: string, before: string): DataWrite => ({ space: 's', from, before })

test('what a batch put before it deleted a range does not come back, be it of one commit or of several; what it put afterwards does', () => {
  expect(left([put('k1')], [range('k', 'l')])).toEqual({ puts: [], deletes: [], ranges: 1 })
  expect(left([put('k1'), range('k', 'l'), put('k2')])).toEqual({ puts: ['s/k2'], deletes: [], ranges: 1 })
  expect(left([range('k', 'l')], [put('k1')])).toEqual({ puts: ['s/k1'], deletes: [], ranges: 1 })
})

test('a range begins with its first key and ends before its last, in the order of bytes, and is of one space', () => {
  const keys = ['j', 'k', 'kz', 'l']
  expect(
    left(
      keys.map(key => put(key)),
      [range('k', 'l')],
    ).puts,
  ).toEqual(['s/j', 's/l'])
  expect(left([put('k1', 'other'), put('k1')], [range('k', 'l')]).puts).toEqual(['other/k1'])
  // In UTF-16 the first of these comes behind the second.
  expect(left([put('\uFFEE'), put('\u{1F600}')], [range('\uFFEE', '\u{1F600}')]).puts).toEqual(['s/\u{1F600}'])
})

test('of several writes of a key the last one counts', () => {
  expect(left([put('a')], [gone('a')])).toEqual({ puts: [], deletes: ['a'], ranges: 0 })
  expect(left([gone('a')], [put('a')])).toEqual({ puts: ['s/a'], deletes: [], ranges: 0 })
  expect(left([put('a'), put('a')])).toEqual({ puts: ['s/a'], deletes: [], ranges: 0 })
})
