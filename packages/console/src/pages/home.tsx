import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import type { ExecutionPage } from '../api/executions.ts'
import { latestQuery, machinesQuery, SHOWN_LATEST } from '../api/page-queries.ts'
import { startExecution } from '../api/step-functions.ts'
import { useTitle } from '../app/use-title.ts'
import Button from '../components/button.tsx'
import { Logo } from '../components/logo.tsx'
import { Lasting, Moment } from '../components/moment.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { StatusWord, shownStatus } from '../components/status-word.tsx'
import { Waiting } from '../components/waiting.tsx'
import { executionPath, machineName, machinePath } from '../format/arn.ts'
import { useLiveLists } from '../live/use-live-lists.ts'
import { FirstRun } from './home/first-run.tsx'

const EXAMPLE = 'EvenOrOdd'

/** The first visit: the example and one big button. Later: what runs, what failed, what was. */
export default function Home() {
  const { t } = useTranslation()
  useTitle(t('home.title'))
  useLiveLists()
  const [, go] = useLocation()
  const machines = useQuery({ ...machinesQuery, refetchInterval: 10_000 })
  const latest = useQuery(latestQuery())
  const running = useQuery(latestQuery('RUNNING'))
  const failed = useQuery(latestQuery('FAILED'))
  const example = machines.data?.find(machine => machine.name === EXAMPLE)
  const start = useMutation({
    mutationFn: () => startExecution(example!.stateMachineArn!, '{}', undefined),
    onSuccess: answer => go(executionPath(answer.executionArn!)),
  })
  const error = machines.error ?? latest.error
  if (error) {
    return (
      <>
        <PageHead title={t('home.title')} />
        <Problem error={error} retry={() => void (machines.error ? machines.refetch() : latest.refetch())} />
      </>
    )
  }
  if (!machines.data || !latest.data) return <Waiting lines={8} />
  if (latest.data.records.length === 0) {
    return (
      <FirstRun
        {...(example ? { exampleName: EXAMPLE, exampleArn: example.stateMachineArn! } : {})}
        hasMachines={machines.data.length > 0}
        isStarting={start.isPending}
        error={start.error ?? undefined}
        onStart={() => start.mutate()}
      />
    )
  }
  const { counts } = latest.data
  const failures = (counts.FAILED ?? 0) + (counts.TIMED_OUT ?? 0)
  const isAside = (running.data?.records.length ?? 0) + (failed.data?.records.length ?? 0) > 0
  return (
    <>
      <div className="welcome">
        <Logo size={40} />
        <div>
          <h1>{t('home.title')}</h1>
          <p>{t('home.summary', { count: machines.data.length })}</p>
        </div>
        {example && (
          <Button variant="primary" iconName="caret-right-filled" loading={start.isPending} onClick={() => start.mutate()}>
            {t('home.startExample', { name: EXAMPLE })}
          </Button>
        )}
      </div>
      {start.error && <Problem error={start.error} />}
      <ul className="tiles">
        <Tile count={counts.RUNNING ?? 0} text={t('home.running')} tone="running" href="/executions?status=RUNNING" />
        <Tile count={failures} text={t('home.failed')} tone={failures > 0 ? 'failed' : 'quiet'} href="/executions?status=FAILED" />
        <Tile count={counts.SUCCEEDED ?? 0} text={t('home.succeeded')} tone="succeeded" href="/executions?status=SUCCEEDED" />
      </ul>
      <div className={isAside ? 'home-lists home-lists-two' : 'home-lists'}>
        <RunList title={t('home.latest')} page={latest.data} />
        {isAside && (
          <div className="home-aside">
            {running.data && running.data.records.length > 0 && <RunList title={t('home.runningNow')} page={running.data} />}
            {failed.data && failed.data.records.length > 0 && <FailureGroups page={failed.data} />}
          </div>
        )}
      </div>
    </>
  )
}

function Tile({ count, text, tone, href }: { count: number; text: string; tone: string; href: string }) {
  const { i18n } = useTranslation()
  return (
    <li>
      <Link href={href} className={`tile tile-${tone}`}>
        <span className="tile-count numbers">{new Intl.NumberFormat(i18n.language).format(count)}</span>
        <span>{text}</span>
      </Link>
    </li>
  )
}

/** The latest failures by what went wrong and where, most frequent first. */
function FailureGroups({ page }: { page: ExecutionPage }) {
  const { t } = useTranslation()
  const groups = new Map<
    string,
    { error: string; state: string; machine: string; count: number; latest: ExecutionPage['records'][number] }
  >()
  for (const record of page.records) {
    const machine = machineName(record.stateMachineArn)
    const error = record.error ?? ''
    const state = record.failedState ?? ''
    const key = `${error}\n${machine}\n${state}`
    const group = groups.get(key)
    if (group) group.count++
    else groups.set(key, { error, state, machine, count: 1, latest: record })
  }
  const sorted = [...groups.values()].sort((a, b) => b.count - a.count).slice(0, SHOWN_LATEST)
  return (
    <section className="card">
      <h2>{t('home.failedBy')}</h2>
      <ul className="run-list group-list">
        {sorted.map(({ error, state, machine, count, latest }) => (
          <li key={`${error} ${machine} ${state}`}>
            <span className="group-count numbers">{count} ×</span>
            <span className="run-names">
              <Link href={executionPath(latest.executionArn)} data-row>
                {error === '' ? t('failure.noName') : <span lang="en">{error}</span>}
              </Link>
              <span className="quiet">
                {state !== '' && `${t('failure.inStep', { name: state })} · `}
                <Link href={machinePath(machine)}>{machine}</Link>
              </span>
            </span>
            <span className="run-times quiet">
              <Moment at={latest.startDate} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function RunList({ title, page }: { title: string; page: ExecutionPage }) {
  return (
    <section className="card">
      <h2>{title}</h2>
      <ul className="run-list">
        {page.records.map(execution => {
          const machine = machineName(execution.stateMachineArn)
          return (
            <li key={execution.executionArn}>
              <StatusWord status={shownStatus(execution.status)} />
              <span className="run-names">
                <Link href={machinePath(machine)}>{machine}</Link>
                <Link href={executionPath(execution.executionArn)} className="run-id" data-row>
                  {execution.name}
                </Link>
              </span>
              <span className="run-times">
                <Lasting from={execution.startDate} until={execution.stopDate} />
                <span className="quiet">
                  <Moment at={execution.startDate} />
                </span>
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
