import Button from '@cloudscape-design/components/button'
import { useMutation, useQueries, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { type ExecutionListItem, listExecutions, listMachines, startExecution } from '../api/step-functions.ts'
import { useTitle } from '../app/use-title.ts'
import { Logo } from '../components/logo.tsx'
import { Lasting, Moment } from '../components/moment.tsx'
import { Problem } from '../components/problem.tsx'
import { StatusWord, shownStatus } from '../components/status-word.tsx'
import { Waiting } from '../components/waiting.tsx'
import { executionPath, machinePath, resourceName } from '../format/arn.ts'
import { useLiveLists } from '../live/use-live-lists.ts'
import { FirstRun } from './home/first-run.tsx'

const EXAMPLE = 'EvenOrOdd'
/** Machines whose executions are shown here; with more, their own pages are the better place. */
const MACHINES = 24
const SHOWN = 8

/** The first visit: the example and one big button. Later: what runs, what failed, what was. */
export default function Home() {
  const { t } = useTranslation()
  useTitle(t('home.title'))
  useLiveLists()
  const [, go] = useLocation()
  const machines = useQuery({ queryKey: ['machines'], queryFn: listMachines, refetchInterval: 10_000 })
  const lists = useQueries({
    queries: (machines.data ?? []).slice(0, MACHINES).map(machine => ({
      queryKey: ['executions', machine.stateMachineArn, 'latest'],
      queryFn: () => listExecutions(machine.stateMachineArn!, { maxResults: 12 }),
    })),
  })
  const example = machines.data?.find(machine => machine.name === EXAMPLE)
  const start = useMutation({
    mutationFn: () => startExecution(example!.stateMachineArn!, '{}', undefined),
    onSuccess: answer => go(executionPath(answer.executionArn!)),
  })
  if (machines.error) return <Problem error={machines.error} retry={() => void machines.refetch()} />
  if (!machines.data || lists.some(list => list.isPending)) return <Waiting lines={8} />
  const executions = lists.flatMap(list => list.data?.executions ?? []).sort((a, b) => b.startDate!.getTime() - a.startDate!.getTime())
  if (executions.length === 0) {
    return (
      <FirstRun
        {...(example ? { exampleName: EXAMPLE, exampleArn: example.stateMachineArn! } : {})}
        isStarting={start.isPending}
        error={start.error ?? undefined}
        onStart={() => start.mutate()}
      />
    )
  }
  const running = executions.filter(execution => execution.status === 'RUNNING')
  const failed = executions.filter(execution => execution.status === 'FAILED' || execution.status === 'TIMED_OUT')
  const succeeded = executions.filter(execution => execution.status === 'SUCCEEDED')
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
        <Tile count={running.length} text={t('home.running')} tone="running" />
        <Tile count={failed.length} text={t('home.failed')} tone={failed.length > 0 ? 'failed' : 'quiet'} />
        <Tile count={succeeded.length} text={t('home.succeeded')} tone="succeeded" />
      </ul>
      <div className={running.length + failed.length > 0 ? 'home-lists home-lists-two' : 'home-lists'}>
        <ExecutionList title={t('home.latest')} executions={executions} />
        {running.length + failed.length > 0 && (
          <div className="home-aside">
            {running.length > 0 && <ExecutionList title={t('home.runningNow')} executions={running} />}
            {failed.length > 0 && <ExecutionList title={t('home.failedLately')} executions={failed} />}
          </div>
        )}
      </div>
    </>
  )
}

function Tile({ count, text, tone }: { count: number; text: string; tone: string }) {
  return (
    <li className={`tile tile-${tone}`}>
      <span className="tile-count numbers">{count}</span>
      <span>{text}</span>
    </li>
  )
}

function ExecutionList({ title, executions }: { title: string; executions: ExecutionListItem[] }) {
  return (
    <section className="card">
      <h2>{title}</h2>
      <ul className="run-list">
        {executions.slice(0, SHOWN).map(execution => {
          const machine = resourceName(execution.stateMachineArn!)
          return (
            <li key={execution.executionArn}>
              <StatusWord status={shownStatus(execution.status)} />
              <span className="run-names">
                <Link href={executionPath(execution.executionArn!)} data-row>
                  {execution.name}
                </Link>
                <Link href={machinePath(machine)} className="quiet">
                  {machine}
                </Link>
              </span>
              <span className="run-times">
                <Lasting from={execution.startDate!.getTime()} until={execution.stopDate?.getTime()} />
                <span className="quiet">
                  <Moment at={execution.startDate!} />
                </span>
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
