import { afterEach, expect, it, vi } from 'vitest'
import { readLastLines, readLog } from './logs.ts'

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

/** A group with these lines, by their times, which counts what is asked. */
function groupOf(times: readonly number[], perPage = 10_000) {
  const asked: { startTime: number; endTime: number }[] = []
  vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
    const { startTime, endTime, limit, nextToken = '0' } = JSON.parse(body)
    asked.push({ startTime, endTime })
    const found = times.filter(time => time >= startTime && time <= endTime)
    const until = Number(nextToken) + Math.min(limit, perPage)
    const events = found.slice(Number(nextToken), until).map(time => ({ timestamp: time, message: `at ${time}`, eventId: `${time}` }))
    return Response.json({ events, ...(until < found.length && { nextToken: `${until}` }) })
  })
  return asked
}

const timesOf = (lines: readonly { timestamp: number }[]) => lines.map(({ timestamp }) => timestamp)

it('reads the last lines of a time, wherever in it they lie', async () => {
  const times = [...Array.from({ length: 900 }, (_, index) => index), 5_000, 90_000, 90_001]
  const asked = groupOf(times, 40)
  for (const limit of [1, 2, 3, 50, 902, 2_000]) {
    expect(timesOf(await readLastLines('g', { from: 0, until: 100_000, limit }))).toEqual(times.slice(-limit))
  }
  expect(timesOf(await readLastLines('g', { from: 0, until: 4_000, limit: 4 }))).toEqual([896, 897, 898, 899])
  expect(asked.length).toBeLessThan(200)
})

it('ends where more lines than are wanted have one time', async () => {
  groupOf(Array.from({ length: 90 }, () => 7))
  expect(timesOf(await readLastLines('g', { from: 0, until: 100, limit: 5 }))).toEqual([7, 7, 7, 7, 7])
})

it('asks for what has come since lines were read, and drops what has become too old', async () => {
  const times = [10_000, 50_000, 95_000, 99_000]
  const asked = groupOf(times)
  const former = await readLastLines('g', { from: 0, until: 100_000, limit: 9 })
  times.push(98_000, 120_000)
  asked.length = 0
  expect(timesOf(await readLastLines('g', { from: 20_000, until: 130_000, limit: 9 }, former))).toEqual([
    50_000, 95_000, 98_000, 99_000, 120_000,
  ])
  expect(asked).toEqual([{ startTime: 69_000, endTime: 130_000 }])
})
