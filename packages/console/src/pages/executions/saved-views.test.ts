import { expect, it } from 'vitest'
import { filterOf } from './execution-filter.ts'
import { filterOfView, keepViews, queryOf, savedViews, withView } from './saved-views.ts'

const filter = (address: string) => filterOf(new URLSearchParams(address))

function storage(text?: string) {
  const kept = new Map(text === undefined ? [] : [['pasos.views', text]])
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }
}

it('a view is kept by its name, in their order, and shows again what it showed', () => {
  const browser = storage()
  const lost = filter('status=FAILED&error=Lost%20parcel&since=1d&sort=longest')
  keepViews(withView(withView([], 'today', filter('since=1d')), 'lost', lost), browser)
  const views = savedViews(browser)
  expect(views.map(view => view.name)).toEqual(['lost', 'today'])
  expect(filterOfView(views[0]!)).toEqual(lost)
  expect(queryOf(filterOfView(views[1]!))).toBe('since=1d')
})

it('a view of the same name takes the place of the former', () => {
  const views = withView(withView([], 'mine', filter('q=a')), 'mine', filter('q=b'))
  expect(views).toEqual([{ name: 'mine', query: 'q=b' }])
})

it('what somebody else left in the browser is no view, and a browser that keeps nothing is no fault', () => {
  for (const text of ['{', '{}', '[1, {"name": 2}, null]']) expect(savedViews(storage(text))).toEqual([])
  const full = {
    setItem: () => {
      throw new Error('full')
    },
  }
  expect(keepViews([{ name: 'a', query: '' }], full)).toEqual([{ name: 'a', query: '' }])
})
