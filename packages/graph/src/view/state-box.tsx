import type { Node, NodeProps } from '@xyflow/react'
import { memo, type ReactNode } from 'react'
import type { PlacedState } from '../layout/drawing.ts'
import { StateTypeIcon } from './state-type-icon.tsx'
import type { GraphWords } from './words.ts'

/** How a state's box looks and what stands at its end: a run's fate, an editor's findings. */
export interface StateLook {
  className?: string
  beside?: ReactNode
}

export interface BoxData extends Record<string, unknown> {
  state: PlacedState
  look: StateLook | undefined
  isSelected: boolean
  isDimmed: boolean
  words: GraphWords
  onDragState: ((id: string, transfer: DataTransfer) => void) | undefined
}

export type StateNode = Node<BoxData, 'state'>

/** A state's box: what it is, what it does, and how it fared. A Map or Parallel is a frame with the same head. */
export const StateBox = memo(function StateBox({ data }: NodeProps<StateNode>) {
  const { state, look, words, onDragState } = data
  const classes = [
    'state',
    look?.className ?? 'state-plain',
    state.isContainer ? 'state-container' : '',
    data.isSelected ? 'state-selected' : '',
    data.isDimmed ? 'state-dimmed' : '',
  ]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging has its equal in the keys and the inspector.
    <div
      className={classes.join(' ')}
      draggable={onDragState !== undefined}
      onDragStart={event => {
        event.stopPropagation()
        onDragState?.(state.id, event.dataTransfer)
      }}
    >
      <div className="state-head">
        <span className="state-type">
          <StateTypeIcon type={state.type} />
        </span>
        <span className="state-words">
          <span className="state-name" title={state.name}>
            {state.name}
          </span>
          <span className="state-label">{state.label || words.typeName(state.type)}</span>
        </span>
        {look?.beside}
        {state.isLoose && (
          <span className="state-loose" title={words.loose}>
            <span aria-hidden="true">⤓?</span>
            <span className="graph-for-readers">{words.loose}</span>
          </span>
        )}
      </div>
    </div>
  )
})
