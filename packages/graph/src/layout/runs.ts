import type { Point } from './drawing.ts'

interface Box {
  width: number
  height: number
}
interface Way {
  from: string
  to: string
  label: string
}

/** Between the boxes of a run, as between the ranks of the layout. */
export const RANK_GAP = 42

/** States one after the other, with no other way in, out or between: to the layout they are one box. */
export interface Runs {
  /** By the id of a run's first state. */
  members: Map<string, string[]>
  /** The first state of the run that a state is in. */
  headOf: Map<string, string>
}

/**
 * The layout goes down a chain by recursion, and its time grows faster than the chain: 1,000 states in a row overflow a worker's stack.
 * So chains of large scopes become one box each.
 */
export function findRuns(ids: readonly string[], ways: readonly Way[], isLarge: boolean): Runs {
  const members = new Map<string, string[]>()
  const headOf = new Map<string, string>()
  const [out, into] = [groupBy(ways, 'from'), groupBy(ways, 'to')]
  const followerOf = (id: string): string | undefined => {
    const [way, ...others] = out.get(id) ?? []
    const isOnly = way !== undefined && others.length === 0 && way.to !== '' && way.to !== id && way.label === ''
    return isLarge && isOnly && into.get(way.to)?.length === 1 ? way.to : undefined
  }
  const followers = new Set(ids.map(followerOf))
  const take = (head: string): void => {
    const run: string[] = []
    for (let at: string | undefined = head; at !== undefined && !headOf.has(at); at = followerOf(at)) {
      run.push(at)
      headOf.set(at, head)
    }
    members.set(head, run)
  }
  for (const id of ids) if (!followers.has(id)) take(id)
  // What is left goes round in a circle that nothing leads into.
  for (const id of ids) if (!headOf.has(id)) take(id)
  return { members, headOf }
}

function groupBy(ways: readonly Way[], end: 'from' | 'to'): Map<string, Way[]> {
  const groups = new Map<string, Way[]>()
  for (const way of ways) {
    const group = groups.get(way[end])
    if (group) group.push(way)
    else groups.set(way[end], [way])
  }
  return groups
}

/** The box that a run is to the layout. */
export function runBox(run: readonly string[], boxOf: (id: string) => Box): Box {
  const boxes = run.map(boxOf)
  return {
    width: boxes.reduce((widest, box) => Math.max(widest, box.width), 0),
    height: boxes.reduce((sum, box) => sum + box.height, 0) + RANK_GAP * (run.length - 1),
  }
}

/** The centres of a run's states, when the centre of its box is known. */
export function placeRun(run: readonly string[], centre: Point, height: number, boxOf: (id: string) => Box): Map<string, Point> {
  const places = new Map<string, Point>()
  let top = centre.y - height / 2
  for (const id of run) {
    const own = boxOf(id).height
    places.set(id, { x: centre.x, y: top + own / 2 })
    top += own + RANK_GAP
  }
  return places
}
