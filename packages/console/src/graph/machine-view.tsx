import { MiniMap, type NodeChange, ReactFlow, ReactFlowProvider, useReactFlow, ViewportPortal } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Waiting } from '../components/waiting.tsx'
import type { NodeFacts } from '../history/node-facts.ts'
import { EdgesLayer } from './edges-layer.tsx'
import { GraphSearch } from './graph-search.tsx'
import { GraphTools } from './graph-tools.tsx'
import type { Drawing, PlacedEdge } from './layout.ts'
import { neighbour } from './neighbour.ts'
import { StateBox, type StateNode } from './state-box.tsx'
import { useDrawing } from './use-drawing.ts'

const NODE_TYPES = { state: StateBox }
/** More boxes than this get a map of the whole, and only those in sight are drawn. */
const MANY = 60

export interface MachineViewProps {
  definition: string | undefined
  /** Absent when a definition is shown that is not being run. */
  facts?: ReadonlyMap<string, NodeFacts>
  taken?: ReadonlySet<string>
  selected: string | undefined
  onSelect: (name: string | undefined) => void
}

/** A state machine as a graph: live when it is given what became of its states. */
export default function MachineView(props: MachineViewProps) {
  const { t } = useTranslation()
  const { drawing, isOld } = useDrawing(props.definition)
  if (!drawing) return isOld ? <p className="quiet graph-note">{t('graph.none')}</p> : <Waiting />
  return (
    <ReactFlowProvider>
      <Graph {...props} drawing={drawing} isOld={isOld} />
    </ReactFlowProvider>
  )
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one view, to be taken apart with the graph
function Graph({ drawing, isOld, facts, taken, selected, onSelect }: MachineViewProps & { drawing: Drawing; isOld: boolean }) {
  const { t } = useTranslation()
  const flow = useReactFlow()
  const frame = useRef<HTMLDivElement>(null)
  const hasRun = facts !== undefined
  const [search, setSearch] = useState('')
  const nodes = useMemo<StateNode[]>(
    () =>
      drawing.states.map(state => {
        const fact = facts?.get(state.name)
        return {
          id: state.name,
          type: 'state',
          position: { x: state.x, y: state.y },
          width: state.width,
          height: state.height,
          // Not React Flow's own selection: it would lift a chosen Map above the states inside it.
          domAttributes: { 'aria-pressed': state.name === selected },
          ariaRole: 'button',
          zIndex: state.isContainer ? 0 : 1,
          data: {
            state,
            facts: fact,
            hasRun,
            isSelected: state.name === selected,
            isDimmed: !isFound(state.name, search),
          },
        }
      }),
    [drawing, facts, hasRun, selected, search],
  )
  const isTaken = useCallback((edge: PlacedEdge) => (taken ? wasTaken(edge, taken, facts) : false), [taken, facts])
  const changeNodes = (changes: NodeChange<StateNode>[]) => {
    const chosen = changes.find(change => change.type === 'select' && change.selected)
    if (chosen?.type === 'select') onSelect(chosen.id)
  }
  const fit = useCallback(() => {
    const box = frame.current
    if (box) void flow.setViewport(wholeView(drawing, box.clientWidth, box.clientHeight))
  }, [flow, drawing])
  useEffect(() => {
    const frameId = requestAnimationFrame(fit)
    return () => cancelAnimationFrame(frameId)
  }, [fit])
  useEffect(() => {
    const observer = new ResizeObserver(fit)
    if (frame.current) observer.observe(frame.current)
    return () => observer.disconnect()
  }, [fit])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a graph is no set of form fields.
    <div
      ref={frame}
      className={`graph ${isOld ? 'graph-old' : ''}`}
      style={{ '--drawing-height': `${drawing.height + 70}px` } as React.CSSProperties}
      role="group"
      aria-label={t('graph.label')}
      onKeyDown={event => {
        if (!event.key.startsWith('Arrow')) return
        const from = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node')?.dataset.id
        const to = from === undefined ? undefined : neighbour(drawing, from, event.key)
        if (to === undefined) return
        event.preventDefault()
        event.stopPropagation()
        frame.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(to)}"]`)?.focus()
      }}
    >
      <ReactFlow
        nodes={nodes}
        edges={[]}
        nodeTypes={NODE_TYPES}
        onNodesChange={changeNodes}
        onPaneClick={() => onSelect(undefined)}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        minZoom={0.05}
        maxZoom={2}
        zoomOnScroll={false}
        preventScrolling={false}
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        onlyRenderVisibleElements={drawing.states.length > MANY * 4}
        proOptions={{ hideAttribution: true }}
        ariaLabelConfig={{ 'node.a11yDescription.default': t('graph.nodeHint') }}
      >
        <ViewportPortal>
          <EdgesLayer drawing={drawing} taken={isTaken} hasRun={hasRun} />
        </ViewportPortal>
        {drawing.states.length > MANY && (
          <MiniMap
            pannable
            zoomable
            ariaLabel={t('graph.overview')}
            nodeClassName={node => `mini-${(node as StateNode).data.facts?.status ?? 'pending'}`}
          />
        )}
      </ReactFlow>
      <GraphSearch
        value={search}
        onChange={setSearch}
        onEnter={() => onSelect(drawing.states.find(state => isFound(state.name, search))?.name)}
      />
      <GraphTools onZoomIn={() => void flow.zoomIn()} onZoomOut={() => void flow.zoomOut()} onFit={fit} />
    </div>
  )
}

function isFound(name: string, search: string): boolean {
  return name.toLowerCase().includes(search.toLowerCase())
}

const MARGIN = 32
/** Smaller boxes could be neither read nor hit. What does not fit then is below, and can be dragged or seen on the small map. */
const SMALLEST = 0.62

/** Shows the whole drawing, in the middle, or its beginning when the whole would be too small. */
function wholeView(drawing: Drawing, width: number, height: number): { x: number; y: number; zoom: number } {
  const fitting = Math.min((width - MARGIN) / drawing.width, (height - MARGIN) / drawing.height, 1.1)
  const zoom = Math.max(fitting, SMALLEST)
  return { x: (width - drawing.width * zoom) / 2, y: Math.max(MARGIN / 2, (height - drawing.height * zoom) / 2), zoom }
}

function wasTaken(edge: PlacedEdge, taken: ReadonlySet<string>, facts: ReadonlyMap<string, NodeFacts> | undefined): boolean {
  if (edge.kind === 'end') return facts?.get(edge.from)?.status === 'succeeded'
  if (!taken.has(`${edge.from}\n${edge.to}`)) return false
  // Of two ways to the same state, the one by Catch was taken exactly when the state's error was caught.
  return (
    edge.kind === 'start' ||
    (edge.kind === 'catch') === (facts?.get(edge.from)?.status === 'caught') ||
    (facts?.get(edge.from)?.visits ?? 0) > 1
  )
}
