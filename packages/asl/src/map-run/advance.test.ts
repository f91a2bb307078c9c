import { expect, test } from 'vitest'
import { advance, newMapRun } from './advance.ts'
import type { MapRun, MapRunEvent } from './map-run.ts'

const environment = { now: 2, batch: undefined, bytes: 1_000, most: 1_000 }
const settings = { maxConcurrency: 2, toleratedCount: undefined, toleratedPercentage: undefined }
const next = (run: MapRun, event: MapRunEvent) => advance(run, event, environment)

/** A Map Run of three items, two of which are under way. */
function underWay(): MapRun {
  const { run } = next(newMapRun(settings as never, 1, undefined), { type: 'Resumed' })
  return next(run, { type: 'PageRead', items: [1, 2, 3], isLast: true }).run
}

test('a process that takes up a Map Run which is stopping stops the children that are left', () => {
  const stopping = next(underWay(), { type: 'Stopped', redriveCount: 0 }).run
  expect(next(stopping, { type: 'Resumed' }).commands).toEqual([{ type: 'StopChildren' }])
  const last = ['ABORTED', 'ABORTED'].reduce(run => next(run, { type: 'ChildEnded', status: 'ABORTED', count: 1 }).run, stopping)
  expect(last).toMatchObject({ phase: 'ended', status: 'ABORTED' })
  expect(next(last, { type: 'Resumed' }).commands).toEqual([])
})

test('children that were being redriven as the Map Run was stopped are stopped too, and waited for', () => {
  const failed: MapRun = {
    ...next(underWay(), { type: 'Stopped', redriveCount: 0 }).run,
    executions: { ...underWay().executions, running: 0, aborted: 2 },
  }
  const { run, commands } = next({ ...failed, phase: 'ended', status: 'ABORTED' }, { type: 'Redriven', redriveCount: 1 })
  expect(commands).toEqual([{ type: 'RedriveChildren', most: 2 }])
  const stopped = next(run, { type: 'Stopped', redriveCount: 1 })
  expect(stopped).toMatchObject({ run: { phase: 'stopping' }, commands: [{ type: 'StopChildren' }] })
  const found = { type: 'ChildrenRedriven', redriven: [{ count: 1 }, { count: 1 }], refused: [], isLast: true } as const
  expect(next(stopped.run, found)).toMatchObject({
    ...{ run: { phase: 'stopping', executions: { running: 2, pendingRedrive: 0 } }, commands: [{ type: 'StopChildren' }] },
  })
  expect(next(stopped.run, { ...found, redriven: [], refused: found.redriven })).toMatchObject({
    ...{
      run: { phase: 'ended', executions: { failed: 2, pendingRedrive: 0 }, notRedrivable: { items: 2, executions: 2 } },
      commands: [{ type: 'End' }],
    },
  })
})

test('a redrive that waits for the last children to stop is over when it is stopped, and counts', () => {
  const due = next(next(underWay(), { type: 'Stopped', redriveCount: 0 }).run, { type: 'Redriven', redriveCount: 1 }).run
  const ended = (run: MapRun) => [1, 2].reduce(of => next(of, { type: 'ChildEnded', status: 'ABORTED', count: 1 }).run, run)
  expect(ended(due)).toMatchObject({ phase: 'starting', status: 'RUNNING', redriveCount: 1 })
  const stopped = next(due, { type: 'Stopped', redriveCount: 1 }).run
  expect(ended(stopped)).toMatchObject({ phase: 'ended', status: 'ABORTED', redriveCount: 1 })
  expect(ended(next(stopped, { type: 'Redriven', redriveCount: 2 }).run)).toMatchObject({
    phase: 'starting',
    status: 'RUNNING',
    redriveCount: 2,
  })
})

test('a Map Run that is under way is not stopped by being taken up', () => {
  expect(next(underWay(), { type: 'Resumed' }).commands).toEqual([])
})

test('settings change while the Map Run is under way, and stay as they were once it has ended', () => {
  const event = { type: 'SettingsChanged', settings: { maxConcurrency: 3 } } as const
  const run = underWay()
  expect(next(run, event).run.settings.maxConcurrency).toBe(3)
  const ended: MapRun = { ...run, phase: 'ended', status: 'FAILED' }
  expect(next(ended, event).run.settings.maxConcurrency).toBe(2)
})

test.each([
  ['0 is what AWS has at most', 0, 20_000, 10_000],
  ['more than that is that', 15_000, 20_000, 10_000],
  ['the process may have room for less', 0, 300, 300],
])('a Map Run of many items starts as many as it may: %s', (_, maxConcurrency, most, started) => {
  const wide = { ...environment, bytes: 1_000_000, most }
  const { run } = advance(newMapRun({ maxConcurrency }, 1, undefined), { type: 'Resumed' }, wide)
  const { commands } = advance(run, { type: 'PageRead', items: Array.from({ length: 12_000 }, () => 1), isLast: true }, wide)
  expect(commands.filter(({ type }) => type === 'StartChild')).toHaveLength(started)
})
