import type { PlacedEdge } from '../layout/drawing.ts'
import type { NodeFacts } from './node-facts.ts'

/** Whether a run went along a line between two states, given by their names. `taken` has `from\nto` of every transition. */
export function wasTaken(
  kind: PlacedEdge['kind'],
  from: string,
  to: string,
  taken: ReadonlySet<string>,
  facts: ReadonlyMap<string, Pick<NodeFacts, 'status' | 'visits'>>,
): boolean {
  if (kind === 'end') return facts.get(from)?.status === 'succeeded'
  if (!taken.has(`${from}\n${to}`)) return false
  // Of two ways to the same state, the one by Catch was taken exactly when the state's error was caught.
  return kind === 'start' || (kind === 'catch') === (facts.get(from)?.status === 'caught') || (facts.get(from)?.visits ?? 0) > 1
}
