import type { TimelineRow } from './timeline.ts'

/** Where instants lie on the timeline, in per cent of its width. */
export interface TimeScale {
  place: (at: number) => number
  /** Stretches that were folded, with where their fold is drawn. */
  folds: { at: number; durationMs: number }[]
}

/** A folded stretch keeps this share of the time in which something worked. */
const FOLDED_SHARE = 0.03
/** Only a stretch longer than this share of the working time is worth folding. */
const WORTH_SHARE = 0.1

/**
 * A scale from `from` to `until` (epoch milliseconds). When idle time is folded, long stretches in which no step was queued or
 * working (a Wait, a wait for the next try, nothing at all) become narrow, so that a night does not hide the seconds around it.
 */
export function timeScale(rows: readonly TimelineRow[], from: number, until: number, isFolded: boolean): TimeScale {
  const idle = isFolded ? idleStretches(rows, from, until) : []
  const idleMs = idle.reduce((sum, stretch) => sum + stretch.until - stretch.from, 0)
  const workMs = until - from - idleMs
  // Where nothing worked at all there is nothing to make room for.
  const folded = (workMs > 0 ? idle : []).filter(stretch => stretch.until - stretch.from > workMs * WORTH_SHARE)
  const saved = (stretch: Stretch) => stretch.until - stretch.from - workMs * FOLDED_SHARE
  const total = Math.max(1, until - from - folded.reduce((sum, stretch) => sum + saved(stretch), 0))
  const place = (at: number) => {
    let shown = at - from
    for (const stretch of folded) {
      if (at <= stretch.from) break
      shown -= saved(stretch) * Math.min(1, (at - stretch.from) / (stretch.until - stretch.from))
    }
    return (shown * 100) / total
  }
  return {
    place,
    folds: folded.map(stretch => ({ at: place((stretch.from + stretch.until) / 2), durationMs: stretch.until - stretch.from })),
  }
}

/** Round distances from the start, in milliseconds: at most five, so that their words have room. */
export function ticks(totalMs: number): number[] {
  const step = STEPS_MS.find(each => totalMs / each <= 5) ?? Math.ceil(totalMs / 5 / DAY_MS) * DAY_MS
  return Array.from({ length: Math.floor(totalMs / step) }, (_, index) => (index + 1) * step).filter(at => at <= totalMs * 0.97)
}

const DAY_MS = 86_400_000
const STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
].concat([3_600_000, 7_200_000, 21_600_000, 43_200_000, DAY_MS])

interface Stretch {
  from: number
  until: number
}

function idleStretches(rows: readonly TimelineRow[], from: number, until: number): Stretch[] {
  const busy = rows
    .filter(({ step }) => step.type !== 'Map' && step.type !== 'Parallel')
    .flatMap(({ segments }) => segments.filter(({ kind }) => kind !== 'waiting' && kind !== 'backOff'))
    .sort((a, b) => a.from - b.from)
  const idle: Stretch[] = []
  let reached = from
  for (const segment of busy) {
    if (segment.from > reached) idle.push({ from: reached, until: segment.from })
    reached = Math.max(reached, segment.until)
  }
  if (until > reached) idle.push({ from: reached, until })
  return idle
}
