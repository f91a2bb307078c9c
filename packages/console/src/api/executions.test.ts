import { afterEach, expect, it, vi } from 'vitest'
import { latestRuns } from './executions.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

it('asks for the latest runs of more state machines than the server takes at once in several questions', async () => {
  const asked: number[] = []
  vi.stubGlobal('fetch', async (_path: string, { body }: { body: string }) => {
    const { machines } = JSON.parse(body) as { machines: string[] }
    asked.push(machines.length)
    return Response.json({ machines: Object.fromEntries(machines.map(arn => [arn, { statuses: [] }])) })
  })
  const arns = Array.from({ length: 1_001 }, (_, index) => `m${index}`)
  expect(Object.keys(await latestRuns(arns, 12))).toEqual(arns)
  expect(asked).toEqual([500, 500, 1])
})

it('asks anew for those that the server had no time for, and gives up where it tells of none', async () => {
  const asked: string[][] = []
  let most = 2
  vi.stubGlobal('fetch', async (_path: string, { body }: { body: string }) => {
    const { machines } = JSON.parse(body) as { machines: string[] }
    asked.push(machines)
    return Response.json({ machines: Object.fromEntries(machines.slice(0, most).map(arn => [arn, { statuses: [] }])), isCut: true })
  })
  expect(Object.keys(await latestRuns(['a', 'b', 'c', 'd', 'e'], 12))).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(asked).toEqual([['a', 'b', 'c', 'd', 'e'], ['c', 'd', 'e'], ['e']])
  most = 0
  await expect(latestRuns(['a'], 12)).rejects.toThrow('tells nothing')
})
