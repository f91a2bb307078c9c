import { useCallback, useMemo } from 'react'
import type { Drawing, PlacedEdge, PlacedState } from '../layout/drawing.ts'
import { layoutMachine } from '../layout/layout.ts'
import { wasTaken } from '../run/taken.ts'
import { machineShape, statesIn } from '../shape/machine-shape.ts'
import { GraphView } from '../view/graph-view.tsx'
import { fateLook } from '../view/state-fate.tsx'
import type { PasosGraphSelection } from './element-types.ts'
import { type Overlay, overlayOf, overlayOfHistory } from './overlay.ts'
import { wordsOf } from './words.ts'

interface Props {
  definition: string | undefined
  history: string | undefined
  overlay: string | undefined
  selected: string | undefined
  lang: string
  onSelect: (chosen: PasosGraphSelection | undefined) => void
}

/** A machine's graph with what became of its states, out of texts alone. */
export function StandaloneGraph({ definition = '', history, overlay, selected, lang, onSelect }: Props) {
  const words = useMemo(() => wordsOf(lang), [lang])
  const { run, fault } = useMemo(() => runOf(history, overlay), [history, overlay])
  const states = useMemo(() => new Map(statesIn(definition).map(state => [state.id, state])), [definition])
  const look = useCallback((state: PlacedState) => fateLook(run?.fates.get(state.name), words), [run, words])
  const taken = useCallback(
    ({ kind, from, to }: PlacedEdge) => {
      const nameOf = (id: string) => states.get(id)?.name ?? ''
      return wasTaken(kind, nameOf(from), nameOf(to), run?.taken ?? new Set(), run?.fates ?? new Map())
    },
    [run, states],
  )
  const chosen = useMemo(() => (selected === undefined ? [] : [selected]), [selected])
  const choose = (id: string | undefined) => {
    const state = id === undefined ? undefined : states.get(id)
    onSelect(state && { id: state.id, name: state.name, type: state.type, path: state.path })
  }
  return (
    <>
      {fault !== undefined && (
        <p className="graph-fault" role="alert">
          {words.wrongRun(fault)}
        </p>
      )}
      <GraphView
        text={definition}
        draw={drawHere}
        words={words}
        selected={chosen}
        onSelect={choose}
        miniClass={state => `mini-${run?.fates.get(state.name)?.status ?? 'pending'}`}
        {...(run ? { look, taken } : {})}
      />
    </>
  )
}

/** A promise all the same, as the view may also be given one by a worker. */
async function drawHere(definition: string): Promise<Drawing | undefined> {
  const shape = machineShape(definition)
  return shape && layoutMachine(shape)
}

/** What cannot be read is said; the graph is drawn without it. */
function runOf(history: string | undefined, overlay: string | undefined): { run?: Overlay; fault?: string } {
  try {
    if (history !== undefined) return { run: overlayOfHistory(history) }
    return overlay === undefined ? {} : { run: overlayOf(overlay) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
