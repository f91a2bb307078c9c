import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { describeMapRun, listChildren } from '../api/step-functions.ts'
import { useTitle } from '../app/use-title.ts'
import { DataTable } from '../components/data-table.tsx'
import { Empty } from '../components/empty.tsx'
import { Lasting, Moment } from '../components/moment.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { StatusWord, shownStatus } from '../components/status-word.tsx'
import { Waiting } from '../components/waiting.tsx'
import { executionName, executionPath, machinePath, mapRunName, resourceName } from '../format/arn.ts'

const EVERY_MS = 1_000
const COUNTS = ['succeeded', 'failed', 'running', 'pending', 'timedOut', 'aborted'] as const

/** A distributed Map's run: its counters while they grow, its limits, and its children, failed ones at hand. */
export default function MapRun({ arn }: { arn: string }) {
  const { t, i18n } = useTranslation()
  const label = mapRunName(arn)
  useTitle(t('mapRun.title'), label)
  const run = useQuery({
    queryKey: ['mapRun', arn],
    queryFn: () => describeMapRun(arn),
    refetchInterval: query => (query.state.data?.status === 'RUNNING' ? EVERY_MS : false),
  })
  const failed = useQuery({ queryKey: ['mapRun', arn, 'failed', run.data?.status], queryFn: () => listChildren(arn, 'FAILED') })
  const all = useQuery({ queryKey: ['mapRun', arn, 'all', run.data?.status], queryFn: () => listChildren(arn, undefined) })
  if (run.error) {
    return (
      <>
        <PageHead trailLabel={t('shell.trail')} trail={[{ text: t('executions.title'), href: '/executions' }]} title={label} />
        <Problem error={run.error} retry={() => void run.refetch()} />
      </>
    )
  }
  if (!run.data) return <Waiting lines={8} />
  const { itemCounts, executionArn = '', startDate, stopDate } = run.data
  const number = new Intl.NumberFormat(i18n.language)
  const machine = resourceName(executionArn)
  const { toleratedFailureCount: count = 0, toleratedFailurePercentage: percentage = 0 } = run.data
  const limits = [count > 0 && number.format(count), percentage > 0 && `${number.format(percentage)} %`].filter(Boolean)
  const tolerated = limits.length > 0 ? limits.join(' · ') : t('common.none')
  const children = [...(failed.data?.executions ?? []), ...(all.data?.executions ?? []).filter(child => child.status !== 'FAILED')]
  return (
    <>
      <PageHead
        title={t('mapRun.of', { name: label })}
        trailLabel={t('shell.trail')}
        trail={[
          { text: t('machines.title'), href: '/state-machines' },
          { text: machine, href: machinePath(machine) },
          { text: executionName(executionArn), href: executionPath(executionArn) },
        ]}
        description={
          <ul className="facts">
            <li>
              <StatusWord status={shownStatus(run.data.status)} size="large" />
            </li>
            <li>{startDate && <Lasting from={startDate.getTime()} until={stopDate?.getTime()} />}</li>
            <li>
              <span className="quiet">{t('mapRun.concurrency')}</span> {run.data.maxConcurrency || '∞'}
            </li>
            <li>
              <span className="quiet">{t('mapRun.tolerated')}</span> {tolerated}
            </li>
          </ul>
        }
      />
      <ul className="tiles">
        {COUNTS.map(key => (
          <li key={key} className={`tile tile-${key}`}>
            <span className="tile-count numbers">{number.format(itemCounts?.[key] ?? 0)}</span>
            <span>{key === 'pending' ? t('mapRun.pending') : t(`status.${key}`)}</span>
          </li>
        ))}
      </ul>
      {children.length === 0 ? (
        <Empty text={t('mapRun.noChildren')} />
      ) : (
        <DataTable
          label={t('mapRun.children')}
          rows={children}
          rowKey={child => child.executionArn!}
          href={child => executionPath(child.executionArn!)}
          columns={[
            {
              key: 'name',
              head: t('executions.name'),
              cell: child => (
                <span className="run-cell">
                  <Link href={executionPath(child.executionArn!)}>{child.name}</Link>
                </span>
              ),
            },
            { key: 'status', head: t('steps.status'), cell: child => <StatusWord status={shownStatus(child.status)} /> },
            {
              key: 'started',
              head: t('execution.started'),
              isOptional: true,
              cell: child => child.startDate && <Moment at={child.startDate} />,
            },
            {
              key: 'duration',
              head: t('steps.duration'),
              isNumeric: true,
              cell: child => child.startDate && <Lasting from={child.startDate.getTime()} until={child.stopDate?.getTime()} />,
            },
          ]}
        />
      )}
    </>
  )
}
