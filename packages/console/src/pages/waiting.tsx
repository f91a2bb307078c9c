import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useTitle } from '../app/use-title.ts'
import { Empty } from '../components/empty.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { Waiting } from '../components/waiting.tsx'
import { executionPath, machinePath, resourceName } from '../format/arn.ts'
import type { Waits } from '../history/waits.ts'
import { useLiveLists } from '../live/use-live-lists.ts'
import { useNow } from '../live/use-now.ts'
import { NowSentence } from './execution/now-line.tsx'
import { TaskToken } from './execution/task-token.tsx'
import { findWaits, type Wait } from './waiting/find-waits.ts'
import './waiting/waiting.css'

/** What people and workers have to do comes first; what comes by itself behind it. */
const KINDS: readonly Waits['kind'][] = ['token', 'activity', 'retry', 'job', 'timer']

/** Everything that waits for something outside: to approve, to reject, or to see why nothing moves. */
export default function WaitingPage() {
  const { t } = useTranslation('pages')
  useTitle(t('waiting.title'))
  useLiveLists()
  const queries = useQueryClient()
  const found = useQuery({ queryKey: ['waits'], queryFn: () => findWaits(queries), refetchInterval: 10_000 })
  const refresh = () => void found.refetch()
  return (
    <>
      <PageHead title={t('waiting.title')} description={t('waiting.description')} />
      {found.error && <Problem error={found.error} retry={refresh} />}
      {found.isPending && <Waiting lines={6} />}
      {found.data?.waits.length === 0 && <Empty text={t('waiting.none')} />}
      {found.data &&
        KINDS.map(kind => {
          const waits = found.data.waits.filter(wait => wait.waits.kind === kind)
          return waits.length > 0 && <WaitGroup key={kind} kind={kind} waits={waits} onAnswered={refresh} />
        })}
      {found.data && found.data.running > found.data.seen && (
        <p className="quiet">{t('waiting.newest', { seen: found.data.seen, running: found.data.running })}</p>
      )}
    </>
  )
}

function WaitGroup({ kind, waits, onAnswered }: { kind: Waits['kind']; waits: readonly Wait[]; onAnswered: () => void }) {
  const { t } = useTranslation('pages')
  const now = useNow(true, 1_000)
  return (
    <section className="card">
      <h2>
        {t(`waiting.${kind}`)} <span className="quiet numbers">{waits.length}</span>
      </h2>
      <p className="quiet waits-lead">{t(`waiting.${kind}Lead`)}</p>
      <ul className="waits">
        {waits.map(({ execution, step, state, waits: what }) => (
          <li key={`${execution.executionArn} ${step.id}`}>
            <div className="wait-head">
              <Link data-row href={`${executionPath(execution.executionArn)}?step=${encodeURIComponent(step.name)}`}>
                {step.name}
              </Link>
              <span className="quiet">
                <NowSentence {...{ step, state, now }} />
              </span>
              <span className="wait-where">
                <Link href={machinePath(resourceName(execution.stateMachineArn))}>{resourceName(execution.stateMachineArn)}</Link>
                <span className="quiet"> · {execution.name}</span>
              </span>
            </div>
            {what.kind === 'token' && what.token !== undefined && (
              <details>
                <summary>{t('waiting.answer', { state: step.name })}</summary>
                <TaskToken token={what.token} onAnswered={onAnswered} />
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
