import { memoryJournal, seededIds } from '@pasos/engine'
import { expect, test } from 'vitest'
import { openResponseDesk } from './response-desk.ts'

test('a request that waits for its answer is the same after a restart, and its first answer counts', async () => {
  const { data } = memoryJournal()
  const desk = () => openResponseDesk({ data, ids: seededIds(), now: () => 7 })
  const before = desk()
  const request = await before.open('k')
  expect(request).toMatchObject({ opened: 7, token: expect.stringMatching(/^\w{100,}$/) })
  await before.sent('k', request, 'http://here')
  const after = desk()
  expect(await after.open('k')).toEqual({ ...request, url: 'http://here' })
  expect(await after.read(request.token)).toBeUndefined()
  let isTold = false
  const told = after.answered(request.token).then(() => {
    isTold = true
  })
  expect(await after.answer(request.token, '')).toBe(true)
  expect([await after.read(request.token), isTold]).toEqual([undefined, false])
  expect([await after.answer(request.token, 'one'), await after.answer(request.token, 'two')]).toEqual([true, true])
  await told
  expect(await after.read(request.token)).toBe('one')
  await after.close('k', request.token)
  expect(await after.answer(request.token, 'late')).toBe(false)
  expect((await after.open('k')).url).toBeUndefined()
})
