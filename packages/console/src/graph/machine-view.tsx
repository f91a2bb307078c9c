import { type PlacedEdge, type PlacedState, type StateShape, statesIn } from '@pasos/graph'
import { type NodeFacts, wasTaken } from '@pasos/graph/run'
import { fateLook, GraphView } from '@pasos/graph/view'
import { useCallback, useMemo } from 'react'
import { Waiting } from '../components/waiting.tsx'
import { useGraphWords } from './use-graph-words.ts'
import { useRunWords } from './use-run-words.tsx'

interface Props {
  definition: string | undefined
  /** By the state's name. Absent when a definition is shown that is not being run. */
  facts?: ReadonlyMap<string, NodeFacts>
  /** States whose results come from the execution that this one runs again. */
  kept?: ReadonlySet<string> | undefined
  /** Transitions taken, `from\nto` by name. */
  taken?: ReadonlySet<string>
  /** The state's name: in a machine that runs, names are unique. */
  selected: string | undefined
  onSelect: (name: string | undefined) => void
}

/** A state machine as a graph: live when it is given what became of its states. */
export default function MachineView({ definition, facts, kept, taken, selected, onSelect }: Props) {
  const words = useGraphWords()
  const runWords = useRunWords()
  const names = useMemo(() => new Map(statesIn(definition ?? '').map(state => [state.id, state.name])), [definition])
  const ids = useMemo(() => [...names].flatMap(([id, name]) => (name === selected ? [id] : [])).slice(0, 1), [names, selected])
  const elsewhere = useMemo(() => runElsewhere(definition ?? '', facts), [definition, facts])
  const look = useCallback(
    (state: PlacedState) => (elsewhere.has(state.id) ? undefined : fateLook(facts?.get(state.name), runWords, kept?.has(state.name))),
    [elsewhere, facts, kept, runWords],
  )
  const isTaken = useCallback(
    (edge: PlacedEdge) => wasTaken(edge.kind, names.get(edge.from) ?? '', names.get(edge.to) ?? '', taken ?? new Set(), facts ?? new Map()),
    [taken, facts, names],
  )
  return (
    <GraphView
      text={definition}
      words={words}
      selected={ids}
      onSelect={id => onSelect(id === undefined ? undefined : names.get(id))}
      miniClass={state => `mini-${facts?.get(state.name)?.status ?? 'pending'}`}
      waiting={<Waiting />}
      {...(facts ? { look, taken: isTaken } : {})}
    />
  )
}

/** Ids of the states in Maps whose iterations are executions of their own: what became of them stands there, not here. */
function runElsewhere(definition: string, facts: ReadonlyMap<string, NodeFacts> | undefined): Set<string> {
  const found = new Set<string>()
  for (const state of facts ? statesIn(definition) : []) {
    if (state.type !== 'Map' || !facts!.get(state.name)?.iterations?.total) continue
    const inner = statesWithin(state)
    if (inner.every(each => !facts!.has(each.name))) for (const each of inner) found.add(each.id)
  }
  return found
}

function statesWithin(state: StateShape): StateShape[] {
  return state.inner.flatMap(scope => scope.states.flatMap(each => [each, ...statesWithin(each)]))
}
