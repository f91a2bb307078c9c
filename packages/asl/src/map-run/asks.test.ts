import { expect, test } from 'vitest'
import { advance, newMapRun, redrivesAsked } from './advance.ts'
import type { MapRun, MapRunCommand, MapRunEvent } from './map-run.ts'
import { restoreMapRun, storeMapRun } from './stored-map-run.ts'
import { Watermark } from './watermark.ts'

const environment = { now: 2, batch: undefined, bytes: 1_000, most: 1_000, exports: false }
const stopped = (redriveCount: number): MapRunEvent => ({ type: 'Stopped', redriveCount })
const redriven = (redriveCount: number): MapRunEvent => ({ type: 'Redriven', redriveCount })

/** A Map Run to which all this happens; `children` are those that run. */
function after(events: readonly MapRunEvent[], run: MapRun = newMapRun({ maxConcurrency: 2 }, 1, undefined), exports = false) {
  const commands: MapRunCommand[] = []
  for (const event of events) {
    const advanced = advance(run, event, { ...environment, exports })
    run = advanced.run
    commands.push(...advanced.commands)
  }
  return { run, commands: commands.map(({ type }) => type) }
}

/** Two children under way, one item to come. */
const underWay = (): MapRun => after([{ type: 'Resumed' }, { type: 'PageRead', items: [1, 2, 3], isLast: true }]).run
const ends = (status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'): MapRunEvent => ({ type: 'ChildEnded', status, count: 1 })
const collecting = (): MapRun => after([ends('SUCCEEDED'), ends('SUCCEEDED'), ends('SUCCEEDED')], underWay()).run
const failed = (): MapRun => after([ends('FAILED'), ends('ABORTED')], underWay()).run

const asks = [stopped(0), redriven(1), stopped(1), redriven(2), stopped(2), redriven(3), stopped(3)]

test.each([
  ['is under way', underWay],
  ['gathers its results', collecting],
  ['has failed', failed],
  ['is being stopped', () => after([stopped(0)], underWay()).run],
])('what is asked last of a Map Run that %s contains all that was asked before', (_, begin) => {
  for (let last = 1; last < asks.length; last++) {
    const all = after(asks.slice(0, last + 1), begin()).run
    // A redrive that has begun looks for children, which is answered in the end.
    const found: MapRunEvent = { type: 'ChildrenRedriven', redriven: [], refused: [], isLast: false }
    const settled = (run: MapRun): MapRun => {
      let now = run
      for (let left = now.executions.running; left > 0; left--) now = after([ends('ABORTED')], now).run
      return now.isRedriving && now.phase === 'stopping' ? after([found], now).run : now
    }
    const one = settled(after([asks[last]!], begin()).run)
    const other = settled(all)
    const told = ({ status, phase, redriveCount, isRedriveDue }: MapRun) => ({ status, phase, redriveCount, isRedriveDue })
    expect([last, told(one)]).toEqual([last, told(other)])
    expect([last, redrivesAsked(one)]).toEqual([last, Math.ceil(last / 2)])
    expect([last, one.status]).toEqual([last, asks[last]!.type === 'Stopped' ? 'ABORTED' : 'RUNNING'])
  }
})

test('nothing that is asked is done twice, and what was asked before the last comes to nothing', () => {
  for (const begin of [underWay, failed]) {
    const once = after([stopped(0), redriven(1)], begin())
    const again = after([redriven(1), stopped(0), redriven(1)], once.run)
    expect([again.run.redriveCount, again.run.phase, again.run.isRedriveDue]).toEqual([
      ...[once.run.redriveCount, once.run.phase, once.run.isRedriveDue],
    ])
    expect(again.commands).toEqual([])
  }
})

test('a redrive of a Map Run that does not know that it was stopped stops it first', () => {
  const { run, commands } = after([redriven(1)], underWay())
  expect(run).toMatchObject({ phase: 'stopping', isRedriveDue: true, redriveCount: 0 })
  expect(commands).toEqual(['StopChildren'])
  expect(after([ends('ABORTED'), ends('ABORTED')], run)).toMatchObject({
    ...{ run: { phase: 'starting', status: 'RUNNING', redriveCount: 1 }, commands: ['End', 'RedriveChildren'] },
  })
})

test('a redrive that was stopped before it was heard of counts, and what it would have taken up stays as it was', () => {
  expect(after([stopped(2)], failed()).run).toMatchObject({ phase: 'ended', status: 'ABORTED', redriveCount: 2 })
})

test('a Map Run that goes on shows no end, and none of the failures before', () => {
  const refused = { type: 'ChildrenRedriven', redriven: [{ count: 1 }], refused: [{ count: 1 }], isLast: true } as const
  const once = after([redriven(1), refused, ends('FAILED')], failed()).run
  expect(once).toMatchObject({ phase: 'ended', stopDate: 2, notRedrivable: { items: 1, executions: 1 } })
  const { run } = after([redriven(2)], once)
  expect(run).toMatchObject({ phase: 'starting', notRedrivable: { items: 0, executions: 0 } })
  expect([run.stopDate, run.failure]).toEqual([undefined, undefined])
})

test('what it has is written when it is stopped, but not when it is to go on', () => {
  const last = [ends('ABORTED'), ends('ABORTED')]
  expect(after([stopped(0), ...last], underWay(), true).commands).toEqual(['StopChildren', 'ExportResults'])
  expect(after([stopped(0), redriven(1), ...last], underWay(), true).commands).toEqual(['StopChildren', 'End', 'RedriveChildren'])
})

test('a process that died while results were gathered or written does that again', () => {
  const again = (run: MapRun) => {
    const { items, executions } = run
    const restored = restoreMapRun(storeMapRun(run, new Watermark()), { items, executions, taken: [{ from: 0, to: 3 }] })
    return after([{ type: 'Resumed' }, { type: 'PageRead', items: [1, 2, 3], isLast: true }], restored, true).commands
  }
  expect(again(collecting())).toEqual(['ReadItems', 'CollectResults'])
  const exporting = after([stopped(0), ends('ABORTED'), ends('ABORTED')], underWay(), true).run
  expect([exporting.phase, again(exporting)]).toEqual(['exporting', ['ExportResults']])
})
