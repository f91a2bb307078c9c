import { expect, test } from 'vitest'
import type { Json } from '../json.ts'
import { advance, emptyTally, newMapRun } from './advance.ts'
import type { BatchRule, ChildStatus, MapRun, MapRunCommand, MapRunEvent, MapRunSettings, NewChild, Range } from './map-run.ts'
import { restoreMapRun, type StoredMapRun, storeMapRun } from './stored-map-run.ts'
import { Watermark } from './watermark.ts'

/** A plain generator of pseudo-random numbers: a seed always tells the same story. */
function chanceOf(seed: number): (from: number, to: number) => number {
  let state = seed * 2_654_435_761 + 1
  return (from, to) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return from + Math.floor((state / 2 ** 32) * (to - from + 1))
  }
}

interface Row {
  count: number
  status: ChildStatus | 'RUNNING'
  redrives: number
}

/** A world around one Map Run: what is on disk, what is under way, and a process that may die at any moment. */
class World {
  readonly rows = new Map<number, Row>()
  readonly startsOf = new Map<number, number>()
  stored: StoredMapRun
  run: MapRun
  watermark = new Watermark()
  queue: MapRunEvent[] = []
  /** Writes not on disk yet, in the order in which they were given. */
  pending: (() => void)[] = []
  running: { first: number; count: number }[] = []
  ends = 0
  mostRunning = 0
  private readonly between: (from: number, to: number) => number
  private readonly items: readonly Json[]
  private readonly batch: BatchRule | undefined
  private readonly isExpress: boolean
  private readonly exports: boolean
  /** The page that is being taken in parts. */
  private page?: { first: number; end: number }

  constructor(
    between: World['between'],
    items: readonly Json[],
    settings: MapRunSettings,
    batch: BatchRule | undefined,
    isExpress: boolean,
  ) {
    this.between = between
    this.items = items
    this.batch = batch
    this.isExpress = isExpress
    this.exports = between(0, 1) === 0
    this.run = newMapRun(settings, 1, between(0, 1) === 0 ? items.length : undefined)
    this.stored = storeMapRun(this.run, this.watermark)
    this.queue.push({ type: 'Resumed' })
  }

  play(event: MapRunEvent): void {
    const environment = { now: 2, batch: this.batch, exports: this.exports, bytes: this.between(0, 3) * 20, most: 10_000 }
    const { run, commands } = advance(this.run, event, environment)
    this.run = run
    for (const command of commands) this.obey(command)
    if (run.isHeld) this.queue.push({ type: 'Resumed' })
    if (commands.some(({ type }) => type === 'End')) this.write(storeMapRun(run, this.watermark), () => this.ends++)
    else if (this.between(0, 2) === 0) this.write(storeMapRun(run, this.watermark))
  }

  private write(stored: StoredMapRun, done: () => void = () => undefined): void {
    this.pending.push(() => {
      this.stored = stored
      done()
    })
  }

  private obey(command: MapRunCommand): void {
    switch (command.type) {
      case 'ReadItems': {
        this.page ??= { first: command.item, end: Math.min(command.item + this.between(1, 7), this.items.length) }
        const { first, end } = this.page
        expect(Number(command.cursor ?? 0)).toBe(first)
        // A page comes in parts now and then, when its items are large.
        const isPart = end - command.item > 1 && this.between(0, 2) === 0
        const upto = isPart ? this.between(command.item + 1, end - 1) : end
        const items = this.items.slice(command.item, upto)
        if (isPart) this.queue.push({ type: 'PageRead', items, isPart, isLast: false })
        else this.queue.push({ type: 'PageRead', items, next: String(end), isLast: end === this.items.length })
        if (!isPart) delete this.page
        return
      }
      case 'StartChild':
        this.start(command.child)
        return
      case 'RedriveChildren':
        this.redriveChildren(command.most)
        return
      case 'StopChildren':
        for (const child of [...this.running]) this.endChild(child, 'ABORTED')
        return
      case 'CollectResults':
        this.queue.push({ type: 'ResultsCollected' })
        return
      case 'ExportResults':
        expect([this.run.executions.running, this.run.phase]).toEqual([0, 'exporting'])
        this.queue.push({ type: 'ResultsExported' })
        return
      case 'End':
    }
  }

  private start({ first, count, input, position }: NewChild): void {
    const expected = this.items.slice(first, first + count)
    expect(input.value).toEqual(this.batch === undefined ? expected[0] : { Items: expected })
    this.startsOf.set(first, (this.startsOf.get(first) ?? 0) + 1)
    this.watermark.started(position)
    this.running.push({ first, count })
    this.mostRunning = Math.max(this.mostRunning, this.running.length)
    if (!this.isExpress)
      this.pending.push(() => {
        this.rows.set(first, { count, status: 'RUNNING', redrives: 0 })
        this.watermark.stored(first)
      })
  }

  private redriveChildren(most: number): void {
    const due = [...this.rows].filter(
      ([first, row]) => isUnsuccessful(row.status) && row.redrives < this.run.redriveCount && !this.isRunning(first),
    )
    const chosen = due.slice(0, most)
    for (const [first, row] of chosen) {
      this.running.push({ first, count: row.count })
      this.pending.push(() => this.rows.set(first, { ...row, status: 'RUNNING', redrives: this.run.redriveCount }))
    }
    this.queue.push({
      type: 'ChildrenRedriven',
      redriven: chosen.map(([, { count }]) => ({ count })),
      refused: [],
      isLast: due.length <= most,
    })
  }

  private isRunning(first: number): boolean {
    return this.running.some(child => child.first === first)
  }

  private endChild(child: { first: number; count: number }, status: ChildStatus): void {
    this.running = this.running.filter(other => other !== child)
    const { first, count } = child
    const { redriveCount } = this.run
    this.pending.push(() => {
      this.rows.set(first, { count, status, redrives: redriveCount })
      this.watermark.stored(first)
      this.queue.push({ type: 'ChildEnded', count, status })
    })
  }

  /** One thing happens; false when nothing is left to happen. */
  step(failsOf: number): boolean {
    const kinds = [
      ...(this.queue.length > 0 ? ['event'] : []),
      ...(this.pending.length > 0 ? ['sync'] : []),
      ...(this.running.length > 0 ? ['end'] : []),
    ]
    const kind = kinds[this.between(0, kinds.length - 1)]
    if (kind === undefined) return false
    if (kind === 'event') this.play(this.queue.splice(this.between(0, this.queue.length - 1), 1)[0]!)
    else if (kind === 'sync') for (const apply of this.pending.splice(0, this.between(1, this.pending.length))) apply()
    else this.endChild(this.running[this.between(0, this.running.length - 1)]!, this.between(1, 100) <= failsOf ? 'FAILED' : 'SUCCEEDED')
    return true
  }

  crash(): void {
    for (const apply of this.pending.splice(0, this.between(0, this.pending.length))) apply()
    this.pending = []
    this.queue = [{ type: 'Resumed' }]
    this.watermark = new Watermark()
    delete this.page
    this.running = []
    const items = emptyTally()
    const executions = emptyTally()
    const taken: Range[] = []
    for (const [first, { count, status, redrives }] of [...this.rows].sort(([one], [other]) => one - other)) {
      const member = isUnsuccessful(status) && redrives < this.stored.redriveCount ? 'pendingRedrive' : members[status]
      items[member] += count
      executions[member]++
      if (status === 'RUNNING') this.running.push({ first, count })
      if (first >= (this.stored.position?.item ?? 0)) taken.push({ from: first, to: first + count })
    }
    this.run = restoreMapRun(this.stored, { items, executions, taken })
  }

  settle(failsOf: number, crashes: number): void {
    let left = crashes
    let steps = 0
    while (this.step(failsOf)) {
      if (left > 0 && this.between(0, 15) === 0) {
        left--
        this.crash()
      }
      if (++steps > 20_000) throw new Error(`stuck in ${this.run.phase}`)
    }
  }
}

const members = { RUNNING: 'running', SUCCEEDED: 'succeeded', FAILED: 'failed', TIMED_OUT: 'timedOut', ABORTED: 'aborted' } as const
const isUnsuccessful = (status: Row['status']): boolean => status !== 'RUNNING' && status !== 'SUCCEEDED'

function worldOf(seed: number, settings: Partial<MapRunSettings> = {}): { world: World; total: number } {
  const between = chanceOf(seed)
  const total = between(0, 40)
  const items = Array.from({ length: total }, (_, index) => ({ n: index }))
  const batch = between(0, 2) === 0 ? { maxItems: between(1, 5), ...(between(0, 1) === 0 ? { maxBytes: between(20, 60) } : {}) } : undefined
  const world = new World(between, items, { maxConcurrency: between(1, 6), ...settings }, batch, between(0, 1) === 0)
  return { world, total }
}

/** Every item lies in exactly one child. */
function expectEachItemOnce(world: World, total: number): void {
  const items = [...world.rows].flatMap(([first, { count }]) => Array.from({ length: count }, (_, index) => first + index))
  expect(items.sort((one, other) => one - other)).toEqual(Array.from({ length: total }, (_, index) => index))
}

function expectCounted(world: World): void {
  const { items, executions } = world.run
  for (const [status, member] of Object.entries(members)) {
    const rows = [...world.rows.values()].filter(row => row.status === status)
    expect([member, executions[member], items[member]]).toEqual([member, rows.length, rows.reduce((sum, { count }) => sum + count, 0)])
  }
}

test('whatever the order and wherever the process dies, every item gets exactly one child and every end is counted once', () => {
  for (let seed = 1; seed <= 600; seed++) {
    const { world, total } = worldOf(seed, { toleratedPercentage: 100 })
    world.settle(20, seed % 5)
    expect([seed, world.run.status, world.run.phase]).toEqual([seed, 'SUCCEEDED', 'ended'])
    expectEachItemOnce(world, total)
    expectCounted(world)
    expect(world.mostRunning).toBeLessThanOrEqual(world.run.settings.maxConcurrency)
  }
})

test('a Map Run that fails has nothing running, and a redrive runs what had not succeeded, once, and the items that never began', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const { world, total } = worldOf(seed)
    world.settle(15, seed % 4)
    if (world.run.status !== 'FAILED') {
      expect([...world.rows.values()].every(({ status }) => status === 'SUCCEEDED')).toBe(true)
      continue
    }
    expect(world.run.executions.running).toBe(0)
    expectCounted(world)
    const succeeded = [...world.rows].filter(([, { status }]) => status === 'SUCCEEDED').map(([first]) => first)
    world.play({ type: 'Redriven', redriveCount: 1 })
    // The parent's turn has the redrive in it: it is on disk before anything of it happens.
    world.stored = storeMapRun(world.run, world.watermark)
    world.settle(0, seed % 3)
    expect([seed, world.run.status, world.run.redriveCount]).toEqual([seed, 'SUCCEEDED', 1])
    expectEachItemOnce(world, total)
    for (const [first, { redrives }] of world.rows) if (succeeded.includes(first)) expect(redrives).toBe(0)
  }
})

test('a Map Run that is stopped starts nothing more and ends aborted when the last child has stopped', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const { world } = worldOf(seed, { toleratedPercentage: 100 })
    for (let steps = seed % 30; steps > 0 && world.step(0); steps--);
    if (world.run.phase === 'ended') continue
    const started = world.startsOf.size
    world.play({ type: 'Stopped', redriveCount: 0 })
    world.settle(0, 0)
    expect([seed, world.run.status, world.startsOf.size]).toEqual([seed, 'ABORTED', started])
    expectCounted(world)
  }
})

test('a Map Run that is redriven before its last child has stopped goes on once it has', () => {
  let early = 0
  for (let seed = 1; seed <= 300; seed++) {
    const { world, total } = worldOf(seed, { toleratedPercentage: 100 })
    for (let steps = 5 + (seed % 30); steps > 0 && world.step(0); steps--);
    if (world.run.phase === 'ended') continue
    world.play({ type: 'Stopped', redriveCount: 0 })
    if (world.run.phase === 'stopping') early++
    // The redrive is on disk with all that was given before it.
    for (const apply of world.pending.splice(0)) apply()
    world.play({ type: 'Redriven', redriveCount: 1 })
    for (const apply of world.pending.splice(0)) apply()
    world.stored = storeMapRun(world.run, world.watermark)
    world.settle(0, seed % 3)
    expect([seed, world.run.status, world.run.phase]).toEqual([seed, 'SUCCEEDED', 'ended'])
    expectEachItemOnce(world, total)
    expectCounted(world)
  }
  expect(early).toBeGreaterThan(20)
})
