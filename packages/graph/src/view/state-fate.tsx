import type { ReactNode } from 'react'
import type { NodeFacts } from '../run/node-facts.ts'
import { type ShownStatus, StatusIcon } from '../run/status-icon.tsx'
import type { StateLook } from './state-box.tsx'

/** What a run's look says, in the reader's language. */
export interface RunWords {
  status: (status: ShownStatus) => string
  retries: (count: number) => string
  /** Of a state whose result comes from the execution that is run again. */
  kept: string
  /** How long a visit took, or has been taking. */
  lasting: (from: number, until: number | undefined) => ReactNode
}

/** What a state's box shows of a run: what `nodeFacts` tells, or what somebody else knows of it. */
export type Fate = Pick<NodeFacts, 'status' | 'visits' | 'retries' | 'iterations'> & { step?: { startedAt: number; endedAt?: number } }

/** How a state's box looks in a run, given what became of the state. */
export function fateLook(fate: Fate | undefined, words: RunWords, isKept = false): StateLook {
  if (!fate && isKept) return { className: 'state-kept', beside: <Kept words={words} /> }
  return { className: `state-${fate?.status ?? 'pending'}`, beside: <StateFate fate={fate} words={words} /> }
}

/** Not run here: its result comes from the execution that is run again. */
function Kept({ words }: { words: RunWords }) {
  return (
    <span className="state-fate" title={words.kept}>
      <span aria-hidden="true">↷</span>
      <span className="graph-for-readers">{words.kept}</span>
    </span>
  )
}

function StateFate({ fate, words }: { fate: Fate | undefined; words: RunWords }) {
  if (!fate) return <span className="graph-for-readers">{words.status('pending')}</span>
  return (
    <span className="state-fate">
      <StatusIcon status={fate.status} />
      <span className="graph-for-readers">{words.status(fate.status)}</span>
      <Beside fate={fate} words={words} />
    </span>
  )
}

/** The number that says most: counts of a Map's iterations, retries, visits, else how long it took. */
function Beside({ fate, words }: { fate: Fate; words: RunWords }) {
  const { iterations, step } = fate
  if (iterations) {
    return (
      <span className="state-counts">
        {iterations.succeeded > 0 && <b className="ink-succeeded">{iterations.succeeded} ✓</b>}
        {iterations.failed > 0 && <b className="ink-failed">{iterations.failed} ✕</b>}
        {iterations.running > 0 && <b className="ink-running">{iterations.running} …</b>}
        <span>/ {iterations.total}</span>
      </span>
    )
  }
  return (
    <span className="state-small">
      {fate.retries > 0 && <span title={words.retries(fate.retries)}>↻{fate.retries} </span>}
      {fate.visits > 1 ? `×${fate.visits}` : step && words.lasting(step.startedAt, step.endedAt)}
    </span>
  )
}
