import type { Point } from './drawing.ts'
import { type Link, ranksOf } from './ranks.ts'

interface Box {
  width: number
  height: number
}

/** Where everything of a scope has come to lie: states and marks by their centres, edges by their index. */
export interface Places {
  width: number | undefined
  height: number | undefined
  at: (id: string) => Point & Box
  edge: (index: number) => { points: Point[]; x?: number; y?: number; isRail?: boolean }
  isPlain: boolean
}

const GAP = 40
const ROW_GAP = 64
/** A row of more boxes goes on below. */
const IN_A_ROW = 24
const FIRST_LANE = 24
const BETWEEN_LANES = 12
/** More lines side by side share lanes. */
const LANES = 150
/** What a fine layout can do in about a second; it goes down by recursion, and its work grows with what the lines pass by. */
const MOST_RANKS = 320
const MOST_PASSED = 4_000
const MOST_NODES = 1_000

/** Whether a fine layout would take too long, or fail. */
export function isTangled(ids: readonly string[], links: readonly Link[]): boolean {
  if (ids.length <= 100 && links.length <= 300) return false
  const ranks = ranksOf(ids, links)
  let [deepest, passed] = [0, 0]
  for (const rank of ranks.values()) deepest = Math.max(deepest, rank)
  for (const { from, to } of links) passed += Math.abs(ranks.get(to)! - ranks.get(from)!)
  return ids.length > MOST_NODES || deepest > MOST_RANKS || passed > MOST_PASSED
}

/**
 * A layout for graphs of any size and shape, in a time that grows with them: rows by rank, straight lines to the row below, and for every
 * other way a lane at the side, one for each state that such ways lead to.
 */
export function plainPlaces(ids: readonly string[], links: readonly Link[], boxOf: (id: string) => Box): Places {
  const rows = rowsOf(ids, links)
  const centres = new Map<string, Point>()
  const rowAt = new Map<string, { index: number; top: number; bottom: number }>()
  const widths = rows.map(row => row.reduce((sum, id) => sum + boxOf(id).width + GAP, -GAP))
  const width = widths.reduce((widest, each) => Math.max(widest, each), 0)
  let top = 0
  rows.forEach((row, index) => {
    const height = row.reduce((highest, id) => Math.max(highest, boxOf(id).height), 0)
    let x = (width - widths[index]!) / 2
    for (const id of row) {
      const box = boxOf(id)
      centres.set(id, { x: x + box.width / 2, y: top + height / 2 })
      rowAt.set(id, { index, top, bottom: top + height })
      x += box.width + GAP
    }
    top += height + ROW_GAP
  })
  const isDirect = ({ from, to }: Link) => rowAt.get(to)!.index === rowAt.get(from)!.index + 1
  const lanes = lanesOf(
    links.filter(link => !isDirect(link)),
    id => rowAt.get(id)!,
  )
  const at = (id: string) => ({ ...centres.get(id)!, ...boxOf(id) })
  return {
    ...{ width: width + lanes.count * BETWEEN_LANES + FIRST_LANE, height: top - ROW_GAP, at, isPlain: true },
    edge: index => {
      const link = links[index]!
      const [from, to] = [at(link.from), at(link.to)]
      if (isDirect(link)) return straight(from, to)
      const lane = width + FIRST_LANE + lanes.of(link.to) * BETWEEN_LANES
      return { points: rail(from, to, rowAt.get(link.from)!.bottom + 14, rowAt.get(link.to)!.top - 18, lane), isRail: true }
    },
  }
}

/** Ids by rank; within a row after what leads to them. */
function rowsOf(ids: readonly string[], links: readonly Link[]): string[][] {
  const ranks = ranksOf(ids, links)
  const into = Map.groupBy(links, link => link.to)
  const order = new Map<string, number>()
  const rows: string[][] = []
  const layers = [...Map.groupBy(ids, id => ranks.get(id)!)].sort(([a], [b]) => a - b)
  for (const [, layer] of layers) {
    const weights = new Map(layer.map(id => [id, middleOf((into.get(id) ?? []).flatMap(({ from }) => order.get(from) ?? []))]))
    const sorted = [...layer].sort((a, b) => weights.get(a)! - weights.get(b)!)
    for (const [index, id] of sorted.entries()) order.set(id, index / sorted.length)
    for (let first = 0; first < sorted.length; first += IN_A_ROW) rows.push(sorted.slice(first, first + IN_A_ROW))
  }
  return rows
}

function middleOf(values: readonly number[]): number {
  return values.length === 0 ? 0.5 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** A lane for each target; targets whose lines do not meet share one. */
function lanesOf(links: readonly Link[], rowOf: (id: string) => { top: number; bottom: number }) {
  const spans = new Map<string, { top: number; bottom: number }>()
  for (const { from, to } of links) {
    const span = spans.get(to) ?? { top: rowOf(to).top, bottom: rowOf(to).bottom }
    span.top = Math.min(span.top, rowOf(from).top)
    span.bottom = Math.max(span.bottom, rowOf(from).bottom + ROW_GAP)
    spans.set(to, span)
  }
  const ends: number[] = []
  const lanes = new Map<string, number>()
  for (const [to, { top, bottom }] of [...spans].sort(([, a], [, b]) => a.top - b.top)) {
    const free = ends.findIndex(end => end < top)
    const lane = free !== -1 ? free : ends.length < LANES ? ends.length : lanes.size % LANES
    ends[lane] = Math.max(ends[lane] ?? 0, bottom)
    lanes.set(to, lane)
  }
  return { count: ends.length, of: (id: string) => lanes.get(id) ?? 0 }
}

function straight(from: Point & Box, to: Point & Box) {
  const points = [
    { x: from.x, y: from.y + from.height / 2 },
    { x: to.x, y: to.y - to.height / 2 },
  ]
  return { points, x: (from.x + to.x) / 2, y: (points[0]!.y + points[1]!.y) / 2 }
}

function rail(from: Point & Box, to: Point & Box, below: number, above: number, lane: number): Point[] {
  const out = from.x + from.width / 4
  const into = to.x + to.width / 4
  return [
    { x: out, y: from.y + from.height / 2 },
    { x: out, y: below },
    { x: lane, y: below },
    { x: lane, y: above },
    { x: into, y: above },
    { x: into, y: to.y - to.height / 2 },
  ]
}
