import type { Scope } from '../shape/machine-shape.ts'
import type { Drawing, PlacedState, Point } from './drawing.ts'

const FIRST_RAIL = 22
const BETWEEN_RAILS = 14
const BELOW = 12
const ABOVE = 14

/**
 * Draws what is caught as rails to the right of a scope: one vertical trunk for each state that catches lead to. From the catching state a
 * line runs below its row to the trunk, and from the trunk above the target's row into the target, where nothing else stands. Into the very
 * next row it runs between the two, without a trunk. Widens the drawing by the trunks.
 */
export function addRails(drawing: Drawing, scope: Scope, parent: string | undefined, path: string): void {
  const own = new Map(drawing.states.filter(state => state.parent === parent).map(state => [state.id, state]))
  const rows = rowsOf([...own.values()])
  const rails = new Map<string, number>()
  const right = drawing.width
  scope.edges.forEach((edge, index) => {
    const from = own.get(edge.from)
    const to = edge.to === undefined ? undefined : own.get(edge.to)
    if (edge.kind !== 'catch' || !from || !to) return
    const below = rows.bottom(from) + BELOW
    const above = rows.top(to) - ABOVE
    const start = { x: from.x + from.width - 22, y: from.y + from.height }
    const end = { x: to.x + to.width - 22, y: to.y }
    const isNext = rows.index(to) === rows.index(from) + 1
    if (!isNext && !rails.has(to.id)) rails.set(to.id, right + FIRST_RAIL + rails.size * BETWEEN_RAILS)
    const x = rails.get(to.id)!
    const between = (below - BELOW + above + ABOVE) / 2
    const way: Point[] = isNext
      ? [
          { x: start.x, y: between },
          { x: end.x, y: between },
        ]
      : [
          { x: start.x, y: below },
          { x, y: below },
          { x, y: above },
          { x: end.x, y: above },
        ]
    drawing.edges.push({
      ...{ id: `${path}:catch${index}`, from: from.id, to: to.id, kind: 'catch', label: edge.label, path: edge.path, scope: scope.path },
      isRail: true,
      points: [start, ...way, end],
      ...(parent === undefined ? {} : { parent }),
    })
  })
  if (rails.size > 0) drawing.width = right + FIRST_RAIL + (rails.size - 1) * BETWEEN_RAILS + FIRST_RAIL / 2
}

interface Rows {
  /** Counted from above. */
  index(state: PlacedState): number
  top(state: PlacedState): number
  bottom(state: PlacedState): number
}

/** States whose heights overlap form a row; a line below or above a row hits none of them. */
function rowsOf(states: PlacedState[]): Rows {
  const rows: { top: number; bottom: number }[] = []
  for (const state of states.sort((a, b) => a.y - b.y)) {
    const row = rows.at(-1)
    if (row && state.y < row.bottom) row.bottom = Math.max(row.bottom, state.y + state.height)
    else rows.push({ top: state.y, bottom: state.y + state.height })
  }
  const rowOf = (state: PlacedState) => rows[rowIndex(rows, state.y)] ?? { top: state.y, bottom: state.y + state.height }
  return { index: state => rowIndex(rows, state.y), top: state => rowOf(state).top, bottom: state => rowOf(state).bottom }
}

/** The last row that begins at or above `y`. */
function rowIndex(rows: readonly { top: number }[], y: number): number {
  let low = 0
  let high = rows.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (rows[middle]!.top <= y) low = middle
    else high = middle - 1
  }
  return low
}
