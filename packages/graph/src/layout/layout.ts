import { Graph, layout } from '@dagrejs/dagre'
import type { Scope, StateShape } from '../shape/machine-shape.ts'
import { addRails } from './catch-rails.ts'
import type { Drawing, PlacedEdge, Point } from './drawing.ts'

const BOX = { width: 196, height: 54 }
const MARK = 22
const PADDING = 22
const HEADER = 46
const LONGEST_LABEL = 34
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
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', ranksep: 42, nodesep: 40, edgesep: 18, ranker: 'tight-tree' })
  const inner = new Map<string, Drawing>()
  for (const state of scope.states) {
    const content = isContainer(state) ? sideBySide(state, path) : undefined
    if (content) inner.set(state.id, content)
    graph.setNode(state.id, content ? { width: content.width, height: content.height } : { ...BOX, width: boxWidth(state) })
  }
  graph.setNode(START, { width: MARK, height: MARK })
  graph.setNode(END, { width: MARK, height: MARK })
  const edges = spineOf(scope)
  edges.forEach((edge, index) => {
    const width = Math.min(edge.label.length, LONGEST_LABEL) * 6.4
    const label = edge.label ? { width, height: 18, labelpos: 'c' as const } : { width: 0, height: 0 }
    graph.setEdge(edge.from || START, edge.to || END, label, String(index))
  })
  for (const [from, to] of hangers(scope, edges)) graph.setEdge(from, to, { width: 0, height: 0, weight: 0 }, 'hanger')
  layout(graph)
  const drawing = collect(scope, graph, edges, inner, parent, path)
  addRails(drawing, scope, parent, path)
  return drawing
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
  all.width = Math.max(all.width, boxWidth(state) + 40)
  return all
}

function collect(
  scope: Scope,
  graph: Graph,
  edges: SpineEdge[],
  inner: Map<string, Drawing>,
  parent: string | undefined,
  path: string,
): Drawing {
  const size = graph.graph()
  const drawing: Drawing = { width: Math.max(size.width ?? 0, BOX.width), height: size.height ?? 0, states: [], edges: [], marks: [] }
  const within = parent === undefined ? {} : { parent }
  const leaving = new Set(edges.map(edge => edge.from))
  for (const state of scope.states) {
    const box = graph.node(state.id)
    const x = box.x! - box.width / 2
    const y = box.y! - box.height / 2
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
    const at = graph.node(id)
    const isUsed = edges.some(edge => (kind === 'start' ? edge.from : edge.to) === '') || scope.states.length === 0
    if (isUsed) drawing.marks.push({ id: `${path}:${kind}`, kind, x: at.x!, y: at.y!, ...within })
  }
  edges.forEach((edge, index) => {
    const placed = graph.edge(edge.from || START, edge.to || END, String(index))
    const labelAt = edge.label && placed.x !== undefined ? { labelAt: { x: placed.x, y: placed.y! } } : {}
    drawing.edges.push({ ...edge, id: `${path}:${index}`, points: placed.points ?? [], ...labelAt, ...within })
  })
  return drawing
}

/** Moves `part` by (dx, dy) into `whole`. */
function append(whole: Drawing, part: Drawing, dx: number, dy: number): void {
  const moved = <P extends Point>(point: P): P => ({ ...point, x: point.x + dx, y: point.y + dy })
  for (const state of part.states) whole.states.push(moved(state))
  for (const mark of part.marks) whole.marks.push(moved(mark))
  for (const edge of part.edges) {
    whole.edges.push({ ...edge, points: edge.points.map(moved), ...(edge.labelAt ? { labelAt: moved(edge.labelAt) } : {}) })
  }
}
