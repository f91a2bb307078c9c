import { Graph, layout } from '@dagrejs/dagre'
import type { Scope, StateShape } from './machine-graph.ts'

export interface Point {
  x: number
  y: number
}

/** A state's box. `x` and `y` are of its upper left corner, in pixels from the origin of the drawing. */
export interface PlacedState {
  name: string
  type: string
  label: string
  x: number
  y: number
  width: number
  height: number
  /** The Map or Parallel that contains it. */
  parent?: string
  isContainer: boolean
}

export interface PlacedEdge {
  id: string
  /** Empty for the way from a scope's start. */
  from: string
  /** Empty for the way to a scope's end. */
  to: string
  kind: 'next' | 'choice' | 'default' | 'catch' | 'start' | 'end'
  label: string
  points: Point[]
  labelAt?: Point
  parent?: string
}

/** A scope's start or end mark, at its centre. */
export interface PlacedMark extends Point {
  id: string
  kind: 'start' | 'end'
  parent?: string
}

export interface Drawing {
  width: number
  height: number
  states: PlacedState[]
  edges: PlacedEdge[]
  marks: PlacedMark[]
}

const BOX = { width: 196, height: 54 }
const MARK = 22
const PADDING = 22
const HEADER = 46
const START = '\u0000start'
const END = '\u0000end'

/**
 * Places a state machine. Each Map and Parallel is laid out on its own first and then takes part in its surroundings as one box, so the cost
 * grows with the largest scope and not with the whole, and lines never cross a container's border.
 */
export function layoutMachine(scope: Scope): Drawing {
  return layoutScope(scope, undefined, '0')
}

function layoutScope(scope: Scope, parent: string | undefined, path: string): Drawing {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', ranksep: 38, nodesep: 36, edgesep: 18, ranker: 'tight-tree' })
  const inner = new Map<string, Drawing>()
  for (const state of scope.states) {
    const content = state.inner.length > 0 ? sideBySide(state, path) : undefined
    if (content) inner.set(state.name, content)
    graph.setNode(state.name, content ? { width: content.width, height: content.height } : { ...BOX, width: boxWidth(state) })
  }
  graph.setNode(START, { width: MARK, height: MARK })
  graph.setNode(END, { width: MARK, height: MARK })
  const edges = edgesOf(scope)
  edges.forEach((edge, index) => {
    const labelWidth = Math.min(edge.label.length, 34) * 6.4
    graph.setEdge(
      edge.from || START,
      edge.to || END,
      edge.label ? { width: labelWidth, height: 18, labelpos: 'c' } : { width: 0, height: 0 },
      String(index),
    )
  })
  layout(graph)
  return collect(scope, graph, edges, inner, parent, path)
}

type UnplacedEdge = Pick<PlacedEdge, 'from' | 'to' | 'kind' | 'label'>

function edgesOf(scope: Scope): UnplacedEdge[] {
  const leaving = new Set(scope.edges.filter(edge => edge.kind !== 'catch').map(edge => edge.from))
  const known = new Set(scope.states.map(state => state.name))
  const edges: UnplacedEdge[] = known.has(scope.startAt) ? [{ from: '', to: scope.startAt, kind: 'start', label: '' }] : []
  edges.push(...scope.edges)
  for (const state of scope.states) if (!leaving.has(state.name)) edges.push({ from: state.name, to: '', kind: 'end', label: '' })
  return edges
}

function boxWidth(state: StateShape): number {
  return Math.min(340, Math.max(BOX.width, 124 + Math.max(state.name.length * 8.2, Math.min(state.label.length, 26) * 6.4)))
}

/** A container's branches, one beside the other, below its header. */
function sideBySide(state: StateShape, path: string): Drawing {
  const all: Drawing = { width: PADDING, height: 0, states: [], edges: [], marks: [] }
  state.inner.forEach((scope, index) => {
    const drawing = layoutScope(scope, state.name, `${path}.${state.name}.${index}`)
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
  edges: UnplacedEdge[],
  inner: Map<string, Drawing>,
  parent: string | undefined,
  path: string,
): Drawing {
  const size = graph.graph()
  const drawing: Drawing = { width: Math.max(size.width ?? 0, BOX.width), height: size.height ?? 0, states: [], edges: [], marks: [] }
  const within = parent === undefined ? {} : { parent }
  for (const state of scope.states) {
    const box = graph.node(state.name)
    const x = box.x! - box.width / 2
    const y = box.y! - box.height / 2
    const { name, type, label } = state
    drawing.states.push({ name, type, label, x, y, width: box.width, height: box.height, isContainer: inner.has(name), ...within })
    const content = inner.get(name)
    if (content) append(drawing, content, x + (box.width - content.width) / 2, y)
  }
  for (const [id, kind] of [
    [START, 'start'],
    [END, 'end'],
  ] as const) {
    const at = graph.node(id)
    drawing.marks.push({ id: `${path}:${kind}`, kind, x: at.x!, y: at.y!, ...within })
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
  whole.states.push(...part.states.map(moved))
  whole.marks.push(...part.marks.map(moved))
  for (const edge of part.edges) {
    whole.edges.push({ ...edge, points: edge.points.map(moved), ...(edge.labelAt ? { labelAt: moved(edge.labelAt) } : {}) })
  }
}
