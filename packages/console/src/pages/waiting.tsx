import type { Waits } from '@pasos/graph/run'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { findWaits, type Wait } from '../api/executions.ts'
import { useTitle } from '../app/use-title.ts'
import Button from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { Waiting } from '../components/waiting.tsx'
import { executionPath, machineName, machinePath } from '../format/arn.ts'
import { useLiveLists } from '../live/use-live-lists.ts'
import { useNow } from '../live/use-now.ts'
import { NowSentence } from './execution/now-line.tsx'
import { TaskToken } from './execution/task-token.tsx'
import './waiting/waiting.css'

/** What people and workers have to do comes first; what comes by itself behind it. */
const KINDS: readonly Waits['kind'][] = ['token', 'activity', 'retry', 'job', 'timer']

/** Everything that waits for something outside: to approve, to reject, or to see why nothing moves. */
export default function WaitingPage() {
  const { t } = useTranslation('pages')
  useTitle(t('waiting.title'))
  useLiveLists()
  const found = useInfiniteQuery({
    queryKey: ['waits'],
    queryFn: ({ pageParam }) => findWaits(pageParam),
    initialPageParam: '',
    getNextPageParam: page => page.cursor,
    refetchInterval: 10_000,
  })
  const waits = found.data?.pages.flatMap(page => page.waits) ?? []
  const seen = found.data?.pages.reduce((sum, page) => sum + page.seen, 0) ?? 0
  const running = found.data?.pages.at(-1)?.running ?? 0
  const refresh = () => void found.refetch()
  return (
    <>
      <PageHead title={t('waiting.title')} description={t('waiting.description')} />
      {found.error && <Problem error={found.error} retry={refresh} />}
      {found.isPending && <Waiting lines={6} />}
      {found.data && waits.length === 0 && <Empty text={t(found.hasNextPage ? 'waiting.noneYet' : 'waiting.none')} />}
      {KINDS.map(kind => {
        const some = waits.filter(wait => wait.waits.kind === kind)
        return some.length > 0 && <WaitGroup key={kind} kind={kind} waits={some} onAnswered={refresh} />
      })}
      {found.hasNextPage && (
        <div className="more" role="status">
          <span className="quiet">{t('waiting.newest', { seen, running })}</span>
          <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
            {t('waiting.more')}
          </Button>
        </div>
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
        {waits.map(({ execution, step, waits: what }) => (
          <li key={`${execution.executionArn} ${step.id}`}>
            <div className="wait-head">
              <Link data-row href={`${executionPath(execution.executionArn)}?step=${encodeURIComponent(step.name)}`}>
                {step.name}
              </Link>
              <span className="quiet">
                <NowSentence {...{ step, waits: what, now }} />
              </span>
              <span className="wait-where">
                <Link href={machinePath(machineName(execution.stateMachineArn))}>{machineName(execution.stateMachineArn)}</Link>
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
