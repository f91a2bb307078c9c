import { useState } from 'react'
import type { Drawing, PlacedEdge, Point } from '../layout/drawing.ts'
import type { GraphWords } from './words.ts'

/** What an editor does at a line: put in what is chosen or dropped there. */
export interface GraphEditing {
  onInsert: (edge: PlacedEdge) => void
  onDrop: (edge: PlacedEdge, transfer: DataTransfer) => void
  onDragState: (id: string, transfer: DataTransfer) => void
  /** The line at which the next state goes in, marked. */
  target?: string | undefined
}

/** A button on every line of the spine: a place to drop at, to click and to reach by keyboard. */
export function InsertPoints({ drawing, editing, words }: { drawing: Drawing; editing: GraphEditing; words: GraphWords }) {
  const [over, setOver] = useState<string>()
  const names = new Map(drawing.states.map(state => [state.id, state.name]))
  return drawing.edges
    .filter(edge => edge.kind !== 'catch')
    .map(edge => {
      const at = middleOf(edge)
      const name = edge.from === '' ? words.insertFirst : words.insertAfter(names.get(edge.from) ?? '')
      return (
        <button
          key={edge.id}
          type="button"
          className={`insert nopan ${over === edge.id ? 'insert-over' : ''} ${editing.target === edge.id ? 'insert-target' : ''}`}
          style={{ transform: `translate(${at.x}px, ${at.y}px) translate(-50%, -50%)` }}
          aria-label={name}
          title={name}
          data-after={edge.from}
          data-before={edge.to}
          tabIndex={-1}
          onClick={() => editing.onInsert(edge)}
          onDragOver={event => {
            event.preventDefault()
            setOver(edge.id)
          }}
          onDragLeave={() => setOver(undefined)}
          onDrop={event => {
            event.preventDefault()
            setOver(undefined)
            editing.onDrop(edge, event.dataTransfer)
          }}
        >
          <span aria-hidden="true">+</span>
        </button>
      )
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
