import { afterEach, expect, it, vi } from 'vitest'
import { readLog } from './logs.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const refused = (name: string) =>
  vi.stubGlobal('fetch', async () =>
    Response.json({ __type: name, message: 'No.' }, { status: 400, headers: { 'x-amzn-errortype': name } }),
  )

it('takes a group that is not there for an empty one, unless its own page asks', async () => {
  refused('ResourceNotFoundException')
  expect(await readLog('g', { from: 0, limit: 9 })).toEqual([])
  await expect(readLog('g', { from: 0, limit: 9, mustExist: true })).rejects.toThrow('No.')
})

it('takes no other refusal for an empty group', async () => {
  refused('AccessDeniedException')
  await expect(readLog('g', { from: 0, limit: 9 })).rejects.toThrow('No.')
})
