import { expect, test } from 'vitest'
import { BrokenOff, TryAgain } from '../peers/try-again.ts'
import { askingHome, askingOwner } from './ask-owner.ts'

/** Two owners one after the other; the first says nothing. */
function world() {
  const asked: string[] = []
  const bodies: object[] = []
  const moves = new Set<() => void>()
  let owner = 'http://silent'
  const ask = askingOwner({
    map: {
      urlOf: () => owner,
      onMove(_lane, _url, told) {
        moves.add(told)
        return () => moves.delete(told)
      },
    },
    call: (url, name, body) => {
      asked.push(`${name} ${url}`)
      bodies.push(body)
      return url === 'http://silent' ? new Promise(() => undefined) : (Promise.resolve('done') as never)
    },
  })
  const move = (): void => {
    owner = 'http://next'
    for (const told of [...moves]) told()
  }
  return { ask, asked, bodies, moves, move }
}

test('an owner that says nothing is not waited for once the lane is another’s, and the next is asked, and told that it is not the first', async () => {
  const { ask, asked, bodies, moves, move } = world()
  const answer = ask<string>({ lane: 3, name: 'start', body: { lane: 3 }, isRepeatable: true })
  move()
  expect(await answer).toEqual({ result: 'done', isRepeat: true })
  expect(asked).toEqual(['start http://silent', 'start http://next'])
  expect(bodies).toEqual([{ lane: 3 }, { lane: 3, isRepeat: true }])
  expect(moves.size).toBe(0)
})

test('a lane without an owner is waited for as long as who asks has patience', async () => {
  let isOwned = false
  const ask = askingOwner({
    map: { urlOf: () => (isOwned ? 'http://next' : undefined), onMove: () => () => undefined },
    call: () => Promise.resolve('done') as never,
    patienceMs: 40,
  })
  setTimeout(() => {
    isOwned = true
  }, 150)
  const asked = { lane: 3, name: 'start', body: {}, isRepeatable: true }
  await expect(ask(asked)).rejects.toBeInstanceOf(TryAgain)
  expect(await ask({ ...asked, patienceMs: 20_000 })).toMatchObject({ result: 'done' })
})

test('who has once been asked in vain is asked as one who may have done it, though the lane had no owner in between', async () => {
  const bodies: object[] = []
  const urls = ['http://gone', undefined, 'http://leaving', 'http://next']
  const ask = askingOwner({
    map: { urlOf: () => urls.shift(), onMove: () => () => undefined },
    async call(url, _name, body) {
      bodies.push(body)
      if (url === 'http://gone') throw new BrokenOff('the node died')
      if (url === 'http://leaving') throw new TryAgain('not here any more')
      return 'done' as never
    },
  })
  expect(await ask({ lane: 3, name: 'start', body: {}, isRepeatable: true })).toEqual({ result: 'done', isRepeat: true })
  expect(bodies).toEqual([{}, { isRepeat: true }, { isRepeat: true }])
})

test('what may have been done and can’t be repeated breaks off then', async () => {
  const { ask, asked, move } = world()
  const answer = ask({ lane: 3, name: 'redrive', body: {}, isRepeatable: false })
  move()
  await expect(answer).rejects.toBeInstanceOf(BrokenOff)
  expect(asked).toHaveLength(1)
})

test('the home is waited for by a node as by an execution, and asked again', async () => {
  const asked: object[] = []
  const askHome = askingHome((async (each: object) => {
    asked.push(each)
    return { result: 7, isRepeat: true }
  }) as never)
  expect(await askHome('change', { key: 'k' })).toBe(7)
  expect(asked).toEqual([{ lane: 0, isRepeatable: true, patienceMs: 60_000, name: 'change', body: { key: 'k' } }])
})
