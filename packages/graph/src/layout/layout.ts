import { Graph, layout } from '@dagrejs/dagre'
import type { Scope, StateShape } from '../shape/machine-shape.ts'
import { addRails } from './catch-rails.ts'
import type { Drawing, PlacedEdge, Point } from './drawing.ts'
import { isTangled, type Places, plainPlaces } from './plain-places.ts'
import { findRuns, placeRun, RANK_GAP, type Runs, runBox } from './runs.ts'

const BOX = { width: 196, height: 54 }
const MARK = 22
const PADDING = 22
const HEADER = 46
const LONGEST_LABEL = 34
/** More states than this in one scope are laid out run by run. */
const LARGE = 300
const START = '\u0000start'
const END = '\u0000end'

/**
 * Places a state machine. Each Map and Parallel is laid out on its own first and then takes part in its surroundings as one box, so the cost
 * grows with the largest scope and not with the whole, and lines never cross a container's border. Only the spine (Next, Choices,
 * Default) is laid out; what a Catch leads to is drawn as rails beside it, because 499 catches of one state cost the layout 45 s.
 */
export function layoutMachine(scope: Scope): Drawing {
  return layoutScope(scope, undefined, '0')
}

type SpineEdge = Omit<PlacedEdge, 'points' | 'id'>

function layoutScope(scope: Scope, parent: string | undefined, path: string): Drawing {
  const inner = new Map<string, Drawing>()
  const boxes = new Map<string, { width: number; height: number }>()
  for (const state of scope.states) {
    const content = isContainer(state) ? sideBySide(state, path) : undefined
    if (content) inner.set(state.id, content)
    boxes.set(state.id, content ? { width: content.width, height: content.height } : { ...BOX, width: boxWidth(state) })
  }
  const edges = spineOf(scope)
  const drawing = collect(scope, placesOf(scope, edges, boxes), edges, inner, parent, path)
  addRails(drawing, scope, parent, path)
  return drawing
}

/** Finely where that can be done in good time, else plainly. */
function placesOf(scope: Scope, edges: readonly SpineEdge[], boxes: ReadonlyMap<string, { width: number; height: number }>): Places {
  const boxOf = (id: string) => boxes.get(id)!
  const hanging = [...hangers(scope, edges)]
  const runs = findRuns([...boxes.keys()], edges, boxes.size > LARGE)
  const head = (id: string) => runs.headOf.get(id) ?? id
  const links = [...edges.map(({ from, to }) => ({ from: from || START, to: to || END })), ...hanging.map(([from, to]) => ({ from, to }))]
  const heads = links.map(({ from, to }) => ({ from: head(from), to: head(to) })).filter(({ from, to }) => from !== to)
  if (isTangled([START, ...runs.members.keys(), END], heads)) {
    const markOr = (id: string) => boxes.get(id) ?? { width: MARK, height: MARK }
    return plainPlaces([START, ...boxes.keys(), END], links, markOr)
  }
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', ranksep: RANK_GAP, nodesep: 40, edgesep: 18, ranker: 'tight-tree' })
  for (const [head, run] of runs.members) graph.setNode(head, runBox(run, boxOf))
  graph.setNode(START, { width: MARK, height: MARK })
  graph.setNode(END, { width: MARK, height: MARK })
  edges.forEach((edge, index) => {
    if (isWithinRun(runs, edge)) return
    const width = Math.min(edge.label.length, LONGEST_LABEL) * 6.4
    const label = edge.label ? { width, height: 18, labelpos: 'c' as const } : { width: 0, height: 0 }
    graph.setEdge(head(edge.from) || START, head(edge.to) || END, label, String(index))
  })
  for (const [from, to] of hanging) {
    if (head(from) !== head(to)) graph.setEdge(head(from), head(to), { width: 0, height: 0, weight: 0 }, 'hanger')
  }
  layout(graph)
  return placesIn(graph, edges, runs, boxOf)
}

/** An edge from a state of a run to the next one. One that leads back to the run's first is none. */
function isWithinRun({ headOf, members }: Runs, { from, to }: SpineEdge): boolean {
  const run = headOf.get(from)
  return from !== '' && run !== undefined && run === headOf.get(to) && to !== run && (members.get(run)?.length ?? 0) > 1
}

function placesIn(graph: Graph, edges: readonly SpineEdge[], runs: Runs, boxOf: (id: string) => { width: number; height: number }): Places {
  const centres = new Map<string, Point>()
  for (const [head, run] of runs.members) {
    const { x, y, height } = graph.node(head)
    for (const [id, centre] of placeRun(run, { x: x!, y: y! }, height, boxOf)) centres.set(id, centre)
  }
  const at = (id: string) => {
    const { x, y, width, height } = id === START || id === END ? graph.node(id) : { ...boxOf(id), ...centres.get(id)! }
    return { x: x!, y: y!, width, height }
  }
  const head = (id: string) => runs.headOf.get(id) ?? id
  return {
    ...{ width: graph.graph().width, height: graph.graph().height, at, isPlain: false },
    edge: index => {
      const edge = edges[index]!
      if (isWithinRun(runs, edge)) {
        const [from, to] = [at(edge.from), at(edge.to)]
        return {
          points: [
            { x: from.x, y: from.y + from.height / 2 },
            { x: to.x, y: to.y - to.height / 2 },
          ],
        }
      }
      const { points = [], x, y } = graph.edge(head(edge.from) || START, head(edge.to) || END, String(index))
      return { points, ...(x === undefined ? {} : { x, y: y! }) }
    },
  }
}

function isContainer(state: StateShape): boolean {
  return state.type === 'Parallel' || state.type === 'Map'
}

function spineOf(scope: Scope): SpineEdge[] {
  const start = scope.states.find(state => state.name === scope.startAt)
  const within = { scope: scope.path }
  const edges: SpineEdge[] = start ? [{ from: '', to: start.id, kind: 'start', label: '', ...within }] : []
  for (const { from, to, kind, label, path } of scope.edges) {
    if (kind !== 'catch' && to !== undefined) edges.push({ from, to, kind, label, path, ...within })
  }
  for (const state of scope.states) if (state.isLast) edges.push({ from: state.id, to: '', kind: 'end', label: '', ...within })
  // An empty scope is a way from its start to its end, on which a first state can be put.
  return scope.states.length === 0 ? [{ from: '', to: '', kind: 'start', label: '', ...within }] : edges
}

/** States that only a Catch leads to hang below the last one that catches to them. */
function hangers(scope: Scope, edges: readonly SpineEdge[]): Map<string, string> {
  const reached = new Set(edges.map(edge => edge.to))
  const last = new Map<string, string>()
  for (const edge of scope.edges) {
    if (edge.kind === 'catch' && edge.to !== undefined && !reached.has(edge.to) && edge.to !== edge.from) last.set(edge.to, edge.from)
  }
  return new Map([...last].map(([to, from]) => [from, to]))
}

function boxWidth(state: StateShape): number {
  return Math.min(340, Math.max(BOX.width, 124 + Math.max(state.name.length * 8.2, Math.min(state.label.length, 26) * 6.4)))
}

/** A container's branches, one beside the other, below its header. */
function sideBySide(state: StateShape, path: string): Drawing {
  const all: Drawing = { width: PADDING, height: HEADER + PADDING * 2, states: [], edges: [], marks: [] }
  state.inner.forEach((scope, index) => {
    const drawing = layoutScope(scope, state.id, `${path}.${state.id}.${index}`)
    append(all, drawing, all.width, HEADER)
    all.width += drawing.width + PADDING
    all.height = Math.max(all.height, drawing.height + HEADER + PADDING / 2)
  })
  return withinWidth(all, Math.max(all.width, boxWidth(state) + 40))
}

/** The same in the middle of a place that is at least as wide. */
function withinWidth(drawing: Drawing, width: number): Drawing {
  const spare = width - drawing.width
  if (spare <= 0) return drawing
  const centred: Drawing = { ...drawing, width, states: [], edges: [], marks: [] }
  append(centred, drawing, spare / 2, 0)
  return centred
}

function collect(
  scope: Scope,
  places: Places,
  edges: SpineEdge[],
  inner: Map<string, Drawing>,
  parent: string | undefined,
  path: string,
): Drawing {
  const drawing: Drawing = { width: places.width ?? BOX.width, height: places.height ?? 0, states: [], edges: [], marks: [] }
  if (places.isPlain) drawing.isPlain = true
  const within = parent === undefined ? {} : { parent }
  const leaving = new Set(edges.map(edge => edge.from))
  for (const state of scope.states) {
    const box = places.at(state.id)
    const x = box.x - box.width / 2
    const y = box.y - box.height / 2
    const { id, name, type, label, path: at, rules } = state
    const isLoose = !state.isLast && !leaving.has(id)
    const { width, height } = box
    drawing.states.push({
      ...{ id, name, type, label, path: at, rules },
      ...{ x, y, width, height, isContainer: inner.has(id), isLoose },
      ...within,
    })
    const content = inner.get(id)
    if (content) append(drawing, content, x + (box.width - content.width) / 2, y)
  }
  for (const [id, kind] of [
    [START, 'start'],
    [END, 'end'],
  ] as const) {
    const at = places.at(id)
    const isUsed = edges.some(edge => (kind === 'start' ? edge.from : edge.to) === '') || scope.states.length === 0
    if (isUsed) drawing.marks.push({ id: `${path}:${kind}`, kind, x: at.x, y: at.y, ...within })
  }
  edges.forEach((edge, index) => {
    const placed = places.edge(index)
    const labelAt = edge.label && placed.x !== undefined ? { labelAt: { x: placed.x, y: placed.y! } } : {}
    drawing.edges.push({
      ...edge,
      id: `${path}:${index}`,
      points: placed.points,
      ...labelAt,
      ...(placed.isRail ? { isRail: true } : {}),
      ...within,
    })
  })
  // Only an empty scope is narrower than a box.
  return withinWidth(drawing, BOX.width)
}

/** Moves `part` by (dx, dy) into `whole`. */
function append(whole: Drawing, part: Drawing, dx: number, dy: number): void {
  const moved = <P extends Point>(point: P): P => ({ ...point, x: point.x + dx, y: point.y + dy })
  if (part.isPlain) whole.isPlain = true
  for (const state of part.states) whole.states.push(moved(state))
  for (const mark of part.marks) whole.marks.push(moved(mark))
  for (const edge of part.edges) {
    whole.edges.push({ ...edge, points: edge.points.map(moved), ...(edge.labelAt ? { labelAt: moved(edge.labelAt) } : {}) })
  }
}
