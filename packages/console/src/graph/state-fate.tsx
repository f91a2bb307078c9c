import type { StateLook } from '@pasos/graph/view'
import { useTranslation } from 'react-i18next'
import { Lasting } from '../components/moment.tsx'
import { StatusIcon } from '../components/status-word.tsx'
import type { NodeFacts } from '../history/node-facts.ts'

/** How a state's box looks in a run, given what became of the state. */
export function fateLook(facts: NodeFacts | undefined, isKept = false): StateLook {
  if (!facts && isKept) return { className: 'state-kept', beside: <Kept /> }
  return { className: `state-${facts?.status ?? 'pending'}`, beside: <StateFate facts={facts} /> }
}

/** Not run here: its result comes from the execution that is run again. */
function Kept() {
  const { t } = useTranslation()
  return (
    <span className="state-fate" title={t('rerun.kept')}>
      <span aria-hidden="true">↷</span>
      <span className="for-readers">{t('rerun.kept')}</span>
    </span>
  )
}

function StateFate({ facts }: { facts: NodeFacts | undefined }) {
  const { t } = useTranslation()
  if (!facts) return <span className="for-readers">{t('status.pending')}</span>
  return (
    <span className="state-fate">
      <StatusIcon status={facts.status} />
      <span className="for-readers">{t(`status.${facts.status}`)}</span>
      <Beside facts={facts} />
    </span>
  )
}

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
