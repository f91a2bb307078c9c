import { placeKey, placeOf } from '../document/places.ts'
import type { Drawing, PlacedEdge, Point } from '../layout/drawing.ts'
import type { GraphWords } from './words.ts'

/** What an editor does at a line: put in what is chosen or dropped there. */
export interface GraphEditing {
  onInsert: (edge: PlacedEdge) => void
  onDrop: (edge: PlacedEdge, transfer: DataTransfer) => void
  onDragState: (id: string, transfer: DataTransfer) => void
  /** Whether what is dragged, by its types, can be dropped here. */
  accepts: (types: readonly string[]) => boolean
  /** The place at which the next state goes in, by its key, marked. */
  target?: string | undefined
  /** Somebody is to choose a place: all are marked. */
  isChoosing?: boolean
}

/** A button on every line of the spine: a place to drop at, to click and to reach by keyboard. */
export function InsertPoints(props: { drawing: Drawing; editing: GraphEditing; words: GraphWords; over: string | undefined }) {
  const { drawing, editing, words, over } = props
  const nameOf = placeNames(drawing, words)
  return insertEdges(drawing).map(edge => {
    const at = middleOf(edge)
    const name = nameOf(edge)
    return (
      <button
        key={edge.id}
        type="button"
        className={`insert nopan ${over === edge.id ? 'insert-over' : ''} ${editing.isChoosing || editing.target === placeKey(placeOf(edge)) ? 'insert-target' : ''}`}
        style={{ transform: `translate(${at.x}px, ${at.y}px) translate(-50%, -50%)` }}
        aria-label={name}
        title={name}
        data-place={edge.id}
        data-after={edge.from}
        data-before={edge.to}
        tabIndex={-1}
        onClick={() => editing.onInsert(edge)}
      >
        <span aria-hidden="true">+</span>
      </button>
    )
  })
}

/** What tells each place from the others: of a state that leads to several, both ends of the line, and the rule where several lead to one. */
function placeNames(drawing: Drawing, words: GraphWords): (edge: PlacedEdge) => string {
  const states = new Map(drawing.states.map(state => [state.id, state]))
  const ways = new Map<string, number>()
  const wayOf = ({ from, to }: PlacedEdge) => JSON.stringify([from, to])
  for (const edge of drawing.edges) ways.set(wayOf(edge), (ways.get(wayOf(edge)) ?? 0) + 1)
  return edge => {
    const { id, from, to, label, parent, scope } = edge
    if (from === '') {
      const branches = drawing.edges.filter(each => each.from === '' && each.parent === parent)
      const branch = branches.length > 1 ? scope.at(-1) : undefined
      return words.insertFirst(states.get(parent ?? '')?.name, typeof branch === 'number' ? branch + 1 : undefined)
    }
    const state = states.get(from)
    const name = state?.name ?? ''
    const next = states.get(to)?.name
    if (state?.type !== 'Choice') return words.insertAfter(name)
    if (id.startsWith(OPEN) && !state.isLoose) return words.insertRule(name)
    if (next === undefined) return words.insertAfter(name)
    const between = words.insertBetween(name, next)
    return label !== '' && ways.get(wayOf(edge))! > 1 ? `${between} (${label})` : between
  }
}

/** The lines, drawn or not, at which a state can go in. */
export function insertEdges(drawing: Drawing): PlacedEdge[] {
  const last = new Set(drawing.states.filter(state => state.type === 'Succeed' || state.type === 'Fail').map(state => state.id))
  return [...drawing.edges.filter(edge => edge.kind !== 'catch' && !(edge.kind === 'end' && last.has(edge.from))), ...openEnds(drawing)]
}

/** Begins the ids of ways that are not there yet. */
const OPEN = 'open:'

/** Ways that are not there yet: behind a state that leads nowhere, and another rule of a Choice, at its side, as lines leave below. */
function openEnds(drawing: Drawing): PlacedEdge[] {
  return drawing.states
    .filter(state => state.isLoose || state.type === 'Choice')
    .map(state => {
      const at = state.isLoose
        ? { x: state.x + state.width / 2, y: state.y + state.height + 4 }
        : { x: state.x + state.width, y: state.y + state.height / 2 }
      const way = state.type !== 'Choice' ? ['Next'] : state.isLoose ? ['Default'] : ['Choices', state.rules, 'Next']
      return {
        ...{ id: `${OPEN}${state.id}`, from: state.id, to: '', kind: 'next', label: '', points: [at, at] },
        ...{ scope: state.path.slice(0, -2), path: [...state.path, ...way] },
      }
    })
}

/** Beside the words of a line, if it has any; else at its middle. */
function middleOf(edge: PlacedEdge): Point {
  const first = edge.points[0] ?? { x: 0, y: 0 }
  const last = edge.points.at(-1) ?? first
  if (edge.labelAt) return { x: last.x, y: last.y - 14 }
  const middle = edge.points[Math.floor(edge.points.length / 2)]
  return edge.points.length % 2 === 1 && middle ? middle : { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 }
}
