import { expect, test } from 'vitest'
import { languageInterpreter } from '../interpreter.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import { infoOf, newRun, type Run } from './run.ts'
import { runCache } from './run-cache.ts'

const MEGABYTE = 1024 * 1024

function runOf(number: number, bytes: number): Run {
  const record: ExecutionRecord = {
    ...{ executionArn: `arn:${number}`, stateMachineArn: 'machine', definitionId: 'd', roleArn: 'role', name: `${number}` },
    ...{ type: 'STANDARD', status: 'RUNNING', startDate: 0, input: '{}', redriveCount: 0 },
  }
  const environment = {} as Run['environment']
  return { ...newRun(number, record, languageInterpreter.newSnapshot(infoOf(record, 'm')), undefined, environment), bytes }
}

test('idle executions stay in memory up to so many bytes, those used last; large ones take a quarter of it at most', () => {
  const cache = runCache(16 * MEGABYTE)
  const small = Array.from({ length: 2_000 }, (_, index) => runOf(index, 8_000))
  const large = Array.from({ length: 100 }, (_, index) => runOf(10_000 + index, 160_000))
  for (const run of [...small, ...large]) cache.add(run)
  for (const run of [...small, ...large]) cache.rest(run)
  expect(small.filter(run => cache.byArn(run.record.executionArn)).length).toBe(2_000)
  const kept = large.filter(run => cache.get(run.number))
  expect(kept).toEqual(large.slice(-26))
  // Those that were just asked for are awake, and are not dropped for others.
  for (const run of large.slice(0, 74)) cache.add(run)
  for (const run of large.slice(0, 74)) cache.rest(run)
  expect(kept.every(run => cache.get(run.number) === run)).toBe(true)
})

test('one that is used again is the last to go, wherever among the others it rested', () => {
  const cache = runCache(24_000)
  const all = [1, 2, 3, 4].map(number => runOf(number, 8_000))
  const [, second, third, fourth] = all as [Run, Run, Run, Run]
  for (const run of all) cache.add(run)
  for (const run of all.slice(0, 3)) cache.rest(run)
  for (const run of [third, second]) cache.rest(cache.get(run.number)!)
  cache.rest(fourth)
  expect(all.map(run => cache.get(run.number) === run)).toEqual([false, true, true, true])
})

test('one that has been removed neither rests nor takes along the one that was read again in its place', () => {
  const cache = runCache(0)
  const [former, again] = [runOf(1, 8_000), runOf(1, 8_000)]
  cache.add(former)
  cache.remove(former)
  cache.add(again)
  cache.rest(former)
  expect(cache.get(1)).toBe(again)
  cache.rest(again)
  expect(cache.get(1)).toBeUndefined()
})
