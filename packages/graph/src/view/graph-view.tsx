import { MiniMap, ReactFlow, ReactFlowProvider, useReactFlow, ViewportPortal } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import './graph.css'
import { type CSSProperties, type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Drawing, PlacedEdge, PlacedState } from '../layout/drawing.ts'
import { neighbour } from '../layout/neighbour.ts'
import { EdgesLayer } from './edges-layer.tsx'
import { GraphSearch } from './graph-search.tsx'
import { GraphTools } from './graph-tools.tsx'
import { type GraphEditing, InsertPoints } from './insert-points.tsx'
import { StateBox, type StateLook, type StateNode } from './state-box.tsx'
import { useCamera } from './use-camera.ts'
import { type Draw, useDrawing } from './use-drawing.ts'
import { useDropping } from './use-dropping.ts'
import type { GraphWords } from './words.ts'

const NODE_TYPES = { state: StateBox }
/** More boxes than this get a map of the whole. */
const MANY = 60
/** More than this, and only those in sight are drawn. */
const VERY_MANY = 200

export interface GraphViewProps {
  /** The definition's text. */
  text: string | undefined
  /** Lays out a definition; undefined for one that has no drawing. */
  draw: Draw
  words: GraphWords
  look?: (state: PlacedState) => StateLook | undefined
  /** Whether a line was taken; absent where nothing runs. */
  taken?: (edge: PlacedEdge) => boolean
  /** A class for a line. */
  edgeClass?: (edge: PlacedEdge) => string | undefined
  /** Ids of the selected states; the last one is brought into view. */
  selected: readonly string[]
  /** `isAdding`: with Shift, Control or Command held. */
  onSelect: (id: string | undefined, isAdding: boolean) => void
  /** A class for a box on the small map. */
  miniClass?: (state: PlacedState) => string
  editing?: GraphEditing
  onKeyDown?: (event: KeyboardEvent, focused: string | undefined) => void
  /** Shown while the first drawing is made. */
  waiting?: ReactNode
}

/** A state machine as a graph: one stop for Tab, arrows along the lines, Enter to choose; live, still or editable. */
export function GraphView(props: GraphViewProps) {
  const { drawing, isOld } = useDrawing(props.text, props.draw)
  if (!drawing) return isOld ? <p className="graph-note">{props.words.none}</p> : props.waiting
  return (
    <ReactFlowProvider>
      <Graph {...props} drawing={drawing} isOld={isOld} />
    </ReactFlowProvider>
  )
}

function Graph(props: GraphViewProps & { drawing: Drawing; isOld: boolean }) {
  const { drawing, isOld, words, taken, selected, onSelect, editing } = props
  const flow = useReactFlow()
  const frame = useRef<HTMLDivElement>(null)
  const camera = useCamera(drawing, selected.at(-1), frame)
  const dropping = useDropping(frame, drawing, editing)
  const [search, setSearch] = useState('')
  const [focused, setFocused] = useState<string>()
  const chosen = selected.at(-1)
  // Who comes to the graph by Tab comes to what was chosen last.
  useEffect(() => setFocused(chosen), [chosen])
  const isFound = useCallback((state: PlacedState) => state.name.toLowerCase().includes(search.toLowerCase()), [search])
  const nodes = useNodes(props, focused, isFound)
  const firstFound = search === '' ? undefined : drawing.states.find(isFound)
  const focus = (id: string) => {
    setFocused(id)
    camera.reveal(id)
    const box = boxOf(frame.current, id)
    if (box) box.focus({ preventScroll: true })
    // A box that was out of sight comes into being with the camera's move.
    else requestAnimationFrame(() => requestAnimationFrame(() => boxOf(frame.current, id)?.focus({ preventScroll: true })))
  }
  const zoomed = (zoom: () => Promise<boolean>) => () => {
    camera.keep()
    void zoom()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node')?.dataset['id']
    if (id !== undefined && event.key.startsWith('Arrow') && !event.altKey && !event.shiftKey) {
      const to = neighbour(drawing, id, event.key)
      if (to !== undefined) focus(to)
      event.preventDefault()
      event.stopPropagation()
    } else if (id !== undefined && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault()
      onSelect(id, event.shiftKey || event.ctrlKey || event.metaKey)
    } else props.onKeyDown?.(event, id)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a graph is no set of form fields.
    <div
      ref={frame}
      className={`graph ${isOld ? 'graph-old' : ''} ${editing ? 'graph-editing' : ''} ${dropping.over === undefined ? '' : 'graph-dropping'}`}
      style={{ '--drawing-height': `${drawing.height + 90}px` } as CSSProperties}
      role="group"
      aria-label={words.label}
      onKeyDown={onKeyDown}
      {...dropping.handlers}
      onFocus={event => {
        const id = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node')?.dataset['id']
        if (id !== undefined) setFocused(id)
      }}
    >
      <ReactFlow
        {...{ nodes, edges: [], nodeTypes: NODE_TYPES, ...FIXED }}
        onNodeClick={(event, node) => onSelect(node.id, event.shiftKey || event.ctrlKey || event.metaKey)}
        onPaneClick={() => onSelect(undefined, false)}
        onMoveStart={event => event && camera.keep()}
        onlyRenderVisibleElements={drawing.states.length > VERY_MANY}
        ariaLabelConfig={{
          'node.a11yDescription.default': words.hint,
          'node.a11yDescription.keyboardDisabled': words.hint,
          'edge.a11yDescription.default': '',
        }}
      >
        <ViewportPortal>
          <EdgesLayer drawing={drawing} taken={taken} edgeClass={props.edgeClass} />
          {editing && <InsertPoints {...{ drawing, editing, words }} over={dropping.over} />}
        </ViewportPortal>
        {drawing.states.length > MANY && isMappable(drawing) && (
          <MiniMap
            pannable
            zoomable
            ariaLabel={words.overview}
            nodeClassName={node => props.miniClass?.((node as StateNode).data.state) ?? ''}
          />
        )}
      </ReactFlow>
      <GraphSearch
        value={search}
        label={words.search}
        onChange={value => {
          setSearch(value)
          const found = value === '' ? undefined : drawing.states.find(state => state.name.toLowerCase().includes(value.toLowerCase()))
          if (found) camera.reveal(found.id)
        }}
        onEnter={() => onSelect(firstFound?.id, false)}
      />
      {drawing.isPlain && <p className="graph-plain">{words.plain}</p>}
      <GraphTools words={words} onZoomIn={zoomed(flow.zoomIn)} onZoomOut={zoomed(flow.zoomOut)} onFit={camera.fit} />
    </div>
  )
}

/** What never changes: no dragging, joining or deleting by React Flow itself. */
const FIXED = {
  nodesDraggable: false,
  nodesConnectable: false,
  edgesFocusable: false,
  disableKeyboardA11y: true,
  minZoom: 0.004,
  maxZoom: 2,
  zoomOnScroll: false,
  preventScrolling: false,
  zoomOnDoubleClick: false,
  deleteKeyCode: null,
  selectionKeyCode: null,
  multiSelectionKeyCode: null,
  elementsSelectable: false,
  proOptions: { hideAttribution: true },
}

function useNodes(props: GraphViewProps & { drawing: Drawing }, focused: string | undefined, isFound: (state: PlacedState) => boolean) {
  const { drawing, look, selected, words, editing } = props
  const isKnown = drawing.states.some(state => state.id === (focused ?? selected.at(-1)))
  const stop = isKnown ? (focused ?? selected.at(-1)) : drawing.states[0]?.id
  const onDragState = editing?.onDragState
  return useMemo<StateNode[]>(
    () =>
      drawing.states.map(state => {
        const isSelected = selected.includes(state.id)
        return {
          id: state.id,
          type: 'state',
          position: { x: state.x, y: state.y },
          width: state.width,
          height: state.height,
          // Not React Flow's own selection: it would lift a chosen Map above the states inside it.
          domAttributes: { 'aria-pressed': isSelected, 'aria-roledescription': words.box, tabIndex: state.id === stop ? 0 : -1 },
          ariaRole: 'button',
          zIndex: state.isContainer ? 0 : 1,
          ...(onDragState ? { className: 'nopan' } : {}),
          data: { state, look: look?.(state), isSelected, isDimmed: !isFound(state), words, onDragState },
        }
      }),
    [drawing, look, selected, isFound, words, stop, onDragState],
  )
}

/** A map of what is forty times as high as wide would show a hairline. */
function isMappable({ width, height }: Drawing): boolean {
  return Math.max(width, height) / Math.min(width, height) < 12
}

function boxOf(frame: HTMLElement | null, id: string): HTMLElement | null | undefined {
  return frame?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
}
