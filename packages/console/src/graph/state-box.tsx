import type { Node, NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Lasting } from '../components/moment.tsx'
import { StatusIcon } from '../components/status-word.tsx'
import type { NodeFacts } from '../history/node-facts.ts'
import type { PlacedState } from './layout.ts'
import { StateTypeIcon } from './state-type-icon.tsx'

export type StateNode = Node<
  { state: PlacedState; facts: NodeFacts | undefined; hasRun: boolean; isSelected: boolean; isDimmed: boolean },
  'state'
>

/** A state's box: what it is, what it does, and how it fared. A Map or Parallel is a frame with the same head. */
export const StateBox = memo(function StateBox({ data }: NodeProps<StateNode>) {
  const { t } = useTranslation()
  const { state, facts, hasRun } = data
  const status = facts?.status ?? 'pending'
  const classes = [
    'state',
    hasRun ? `state-${status}` : 'state-plain',
    state.isContainer ? 'state-container' : '',
    data.isSelected ? 'state-selected' : '',
    data.isDimmed ? 'state-dimmed' : '',
  ]
  return (
    <div className={classes.join(' ')}>
      <div className="state-head">
        <span className="state-type">
          <StateTypeIcon type={state.type} />
        </span>
        <span className="state-words">
          <span className="state-name" title={state.name}>
            {state.name}
          </span>
          <span className="state-label">{state.label || t(`stateType.${state.type as 'Task'}`, { defaultValue: state.type })}</span>
        </span>
        {hasRun && !facts && <span className="for-readers">{t('status.pending')}</span>}
        {hasRun && facts && (
          <span className="state-fate">
            <StatusIcon status={status} />
            <span className="for-readers">{t(`status.${status}`)}</span>
            <Beside facts={facts} />
          </span>
        )}
      </div>
    </div>
  )
})

/** The number that says most: counts of a Map's iterations, retries, visits, else how long it took. */
function Beside({ facts }: { facts: NodeFacts }) {
  const { t } = useTranslation()
  const { iterations } = facts
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
      {facts.retries > 0 && <span title={t('graph.retries', { count: facts.retries })}>↻{facts.retries} </span>}
      {facts.visits > 1 ? `×${facts.visits}` : <Lasting from={facts.step.startedAt} until={facts.step.endedAt} />}
    </span>
  )
}
