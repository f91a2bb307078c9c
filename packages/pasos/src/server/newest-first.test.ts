import type { ExecutionRecord } from '@pasos/engine'
import { expect, it } from 'vitest'
import { newestFirst, rememberedOnly, type WalkPlace } from './newest-first.ts'

const record = (machine: string, startDate: number, more: Partial<ExecutionRecord> = {}): ExecutionRecord => ({
  ...{ executionArn: `${machine}:${startDate}`, stateMachineArn: machine, definitionId: 'd', roleArn: 'role', name: String(startDate) },
  ...{ type: 'STANDARD', status: 'SUCCEEDED', startDate, input: '{}', redriveCount: 0, ...more },
})

/** What is on disk, by its numbers, and how often each state machine's list was read. */
function disk(rows: readonly (readonly [number, ExecutionRecord])[], remembered: ExecutionRecord[] = []) {
  const reads: Record<string, number> = {}
  const index = {
    async list({ stateMachineArn, cursor = '9999', limit }: { stateMachineArn: string; cursor?: string; limit: number }) {
      reads[stateMachineArn] = (reads[stateMachineArn] ?? 0) + 1
      const found = rows
        .filter(([number, each]) => each.stateMachineArn === stateMachineArn && number < Number(cursor))
        .sort(([one], [other]) => other - one)
      const places = found.slice(0, limit).map(([number]) => number)
      const records = found.slice(0, limit).map(([, { input: _input, ...summary }]) => summary)
      return { records, places, ...(found.length > limit ? { cursor: String(places.at(-1)) } : {}) }
    },
  }
  const express = { of: (arn: string) => remembered.filter(each => each.stateMachineArn === arn) }
  return { deps: { index, express }, reads }
}

async function walked(deps: Parameters<typeof newestFirst>[0], machines: string[], start: WalkPlace | undefined, most: number) {
  const found: string[] = []
  let place = start
  for await (const next of newestFirst(deps, { machines, statuses: [undefined], readAtOnce: most, start })) {
    found.push(next.record.executionArn)
    place = next.place
    if (found.length === most) break
  }
  return { found, place }
}

it('passes nothing over and gives nothing twice where the clock was set back in between', async () => {
  const rows = [
    [4, record('a', 100)],
    [3, record('b', 90)],
    [2, record('a', 200)],
    [1, record('b', 210)],
  ] as const
  const { deps } = disk(rows)
  const names: string[] = []
  for (let start: WalkPlace | undefined, at = 0; at < rows.length; at++) {
    const { found, place } = await walked(deps, ['a', 'b'], start, 1)
    names.push(...found)
    start = place
  }
  expect(names).toEqual(['a:100', 'b:90', 'a:200', 'b:210'])
})

it('reads ever more at once of the one state machine that has something', async () => {
  const machines = Array.from({ length: 200 }, (_, at) => `m${at}`)
  const { deps, reads } = disk(Array.from({ length: 500 }, (_, at) => [at + 1, record('m7', at + 1)] as const))
  expect((await walked(deps, machines, undefined, 500)).found).toHaveLength(500)
  expect([reads['m7']! < 10, reads['m8']]).toEqual([true, 1])
})

it('gives an Express execution once that is remembered and on disk as well', async () => {
  const express = { type: 'EXPRESS' } as const
  const kept = [record('x', 30, express), record('x', 20, express)]
  const { deps } = disk([[2, kept[0]!] as const, [1, kept[1]!] as const], [record('x', 40, express), ...kept])
  expect((await rememberedOnly(deps, ['x'])).map(each => each.executionArn)).toEqual(['x:40'])
  expect((await walked(deps, ['x'], undefined, 9)).found).toEqual(['x:40', 'x:30', 'x:20'])
})
