import module from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const lookMs = 2_000
/** Of the time between two looks, at most so much was work. */
const idleShare = 0.02
const worthBytes = 16 * 1024 * 1024
/** A larger heap takes longer to collect than a first request should wait: 70 ms for one of 30 MB. */
const mostBytes = 64 * 1024 * 1024

type Collect = (options: { type: 'major'; flavor: 'last-resort' }) => void

/** What tells that nothing is going on, and that there is something to be had; sizes in bytes. */
export interface IdleFigures {
  /** Share of the time since the last look in which there was work. */
  utilization: number
  heapTotal: number
  heapUsed: number
  /** What the heap took when it had last been collected here; 0 before that. */
  kept: number
}

/**
 * V8 gives back what starting up, or a burst, took only when more is asked for: a server that nobody uses then keeps 30 MB of nothing.
 * This looks now and then, and has it given back when nobody waits. Node likewise keeps what it has read of its cache of compiled sources,
 * some 10 MB, until it has written out what is new in it, as it does at its end. Then the heap of C stays at 28 to 37 MB with a
 * distributed Map of 60,000 items, where it was 49 to 52.
 */
export function giveBackWhenIdle(): void {
  const collect = collector()
  let before = performance.eventLoopUtilization()
  let kept = 0
  setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(before)
    before = performance.eventLoopUtilization()
    // The first time a version runs, this takes half a second or more, in which nobody is answered; after another start, and where something
    // was loaded since, some milliseconds; else 20 µs.
    if (utilization < idleShare) module.flushCompileCache()
    if (isWorthIt({ utilization, ...process.memoryUsage(), kept })) {
      collect({ type: 'major', flavor: 'last-resort' })
      kept = process.memoryUsage().heapTotal
    }
  }, lookMs).unref()
}

/** By what the heap has grown since: what is garbage in it counts as used until V8 itself has collected it, and what stays would be had again and again. */
export function isWorthIt({ utilization, heapTotal, heapUsed, kept }: IdleFigures): boolean {
  return utilization < idleShare && heapUsed < mostBytes && heapTotal - kept > worthBytes
}

/** V8's own function, which it shows only under a flag. The flag is taken back, as the cache of compiled sources goes by all of them. */
function collector(): Collect {
  setFlagsFromString('--expose-gc')
  const collect: Collect = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return collect
}
