import { ownersOf, type Step } from '@pasos/graph/run'

/** A part of a step's bar. `queued`: scheduled and not begun; `backOff`: between a failed try and the next. */
export interface Segment {
  kind: 'queued' | 'work' | 'failedWork' | 'backOff' | 'waiting'
  from: number
  until: number
}

export interface TimelineRow {
  step: Step
  depth: number
  segments: Segment[]
}

/** Rows in tree order (what is inside a Map or Parallel below it), each split into what its time went into. `now` ends what still runs. */
export function timelineRows(steps: readonly Step[], now: number): TimelineRow[] {
  const children = new Map<Step | undefined, Step[]>()
  for (const step of steps) {
    const owner = step.lane.owner
    const list = children.get(owner)
    if (list) list.push(step)
    else children.set(owner, [step])
  }
  const rows: TimelineRow[] = []
  const visit = (owner: Step | undefined) => {
    const list = children.get(owner) ?? []
    if (owner) list.sort((a, b) => (a.lane.iteration ?? a.lane.id) - (b.lane.iteration ?? b.lane.id) || a.id - b.id)
    for (const step of list) {
      rows.push({ step, depth: ownersOf(step).length, segments: segmentsOf(step, now) })
      visit(step)
    }
  }
  visit(undefined)
  return rows
}

function segmentsOf(step: Step, now: number): Segment[] {
  const end = step.endedAt ?? now
  if (step.type === 'Wait') return [{ kind: 'waiting', from: step.startedAt, until: end }]
  if (step.attempts.length === 0 || step.type === 'Map' || step.type === 'Parallel') {
    return [{ kind: step.status === 'failed' ? 'failedWork' : 'work', from: step.startedAt, until: end }]
  }
  const segments: Segment[] = []
  step.attempts.forEach((attempt, index) => {
    const before = step.attempts[index - 1]
    if (before?.endedAt !== undefined) segments.push({ kind: 'backOff', from: before.endedAt, until: attempt.scheduledAt })
    segments.push({ kind: 'queued', from: attempt.scheduledAt, until: attempt.startedAt ?? attempt.endedAt ?? end })
    if (attempt.startedAt !== undefined) {
      segments.push({ kind: attempt.error === undefined ? 'work' : 'failedWork', from: attempt.startedAt, until: attempt.endedAt ?? end })
    }
  })
  const last = step.attempts.at(-1)!
  if (last.error !== undefined && step.status === 'running' && last.endedAt !== undefined)
    segments.push({ kind: 'backOff', from: last.endedAt, until: now })
  return segments.filter(segment => segment.until > segment.from)
}
