import { memo, useDeferredValue, useId } from 'react'
import type { Drawing, PlacedEdge } from '../layout/drawing.ts'
import { railPath, smoothPath } from '../layout/route.ts'

const LONGEST = 34
/** So many lines are drawn with the boxes; the rest of a large graph a moment later, so that the page answers meanwhile. */
const AT_ONCE = 200

interface Props {
  drawing: Drawing
  taken?: ((edge: PlacedEdge) => boolean) | undefined
  edgeClass?: ((edge: PlacedEdge) => string | undefined) | undefined
}

/** All lines, their words, and the starts and ends, below the boxes. */
export const EdgesLayer = memo(function EdgesLayer({ drawing, taken, edgeClass }: Props) {
  const prefix = useId()
  const all = useDeferredValue(drawing.edges, drawing.edges.slice(0, AT_ONCE))
  const shown = drawing.edges.length > AT_ONCE ? all : drawing.edges
  const edges = shown.map(edge => ({ edge, isTaken: taken?.(edge) ?? false }))
  // Taken lines come last, so that they lie on top.
  edges.sort((a, b) => Number(a.isTaken) - Number(b.isTaken))
  return (
    <svg className={`edges ${taken ? 'edges-run' : ''}`} width={drawing.width} height={drawing.height} aria-hidden="true" focusable="false">
      <defs>
        {['idle', 'taken', 'catch'].map(kind => (
          <marker
            key={kind}
            id={`${prefix}${kind}`}
            {...{ viewBox: '0 0 10 10', refX: '8', refY: '5', markerWidth: '11', markerHeight: '11' }}
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path className={`arrow arrow-${kind}`} d="M1 1 9 5 1 9z" />
          </marker>
        ))}
      </defs>
      {edges.map(({ edge, isTaken }) => (
        <path
          key={edge.id}
          className={`edge edge-${edge.kind} ${isTaken ? 'edge-taken' : ''} ${edgeClass?.(edge) ?? ''}`}
          d={edge.isRail ? railPath(edge.points) : smoothPath(edge.points)}
          markerEnd={`url(#${prefix}${isTaken ? 'taken' : edge.kind === 'catch' ? 'catch' : 'idle'})`}
        />
      ))}
      {edges.map(({ edge, isTaken }) => edge.labelAt && <EdgeLabel key={edge.id} edge={edge} isTaken={isTaken} />)}
      {drawing.marks.map(mark => (
        <g key={mark.id} className="mark">
          <circle cx={mark.x} cy={mark.y} r="9" className={`mark-${mark.kind}`} />
          {mark.kind === 'end' && <circle cx={mark.x} cy={mark.y} r="4.5" className="mark-core" />}
        </g>
      ))}
    </svg>
  )
})

function EdgeLabel({ edge, isTaken }: { edge: PlacedEdge; isTaken: boolean }) {
  const text = edge.label.length > LONGEST ? `${edge.label.slice(0, LONGEST - 1)}…` : edge.label
  const width = text.length * 6.4 + 12
  return (
    <g className={`edge-label ${isTaken ? 'edge-label-taken' : ''}`} transform={`translate(${edge.labelAt!.x},${edge.labelAt!.y})`}>
      <title>{edge.label}</title>
      <rect x={-width / 2} y="-10" width={width} height="20" rx="6" />
      <text textAnchor="middle" dominantBaseline="central">
        {text}
      </text>
    </g>
  )
}
