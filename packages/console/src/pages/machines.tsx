import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { latestRuns } from '../api/executions.ts'
import { machinesQuery } from '../api/page-queries.ts'
import type { StateMachineListItem } from '../api/step-functions.ts'
import { useTitle } from '../app/use-title.ts'
import Button from '../components/button.tsx'
import { DataTable } from '../components/data-table.tsx'
import { Empty } from '../components/empty.tsx'
import { lazyPart } from '../components/lazy-part.tsx'
import { Moment } from '../components/moment.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { SearchField } from '../components/search-field.tsx'
import { Waiting } from '../components/waiting.tsx'
import { machinePath } from '../format/arn.ts'
import { useLiveLists } from '../live/use-live-lists.ts'
import { LastRun } from './last-run.tsx'

const DraftList = lazyPart(() => import('./draft-list.tsx'))
const StartDialog = lazyPart(() => import('./start-dialog.tsx'))

/** Rows that stand there at first, and that are added at a time. */
const PAGE = 100
/** Executions of each that are shown as marks. */
const MARKS = 12

export default function Machines() {
  const { t } = useTranslation()
  useTitle(t('machines.title'))
  useLiveLists()
  const [, go] = useLocation()
  const [search, setSearch] = useState('')
  const [most, setMost] = useState(PAGE)
  const [starting, setStarting] = useState<StateMachineListItem>()
  const machines = useQuery({ ...machinesQuery, refetchInterval: 10_000 })
  const found = machines.data?.filter(machine => machine.name!.toLowerCase().includes(search.toLowerCase())) ?? []
  const shown = found.slice(0, most)
  const arns = shown.map(machine => machine.stateMachineArn!)
  const latest = useQuery({
    queryKey: ['executions', 'all', 'latestRuns', arns],
    queryFn: () => latestRuns(arns, MARKS),
    enabled: arns.length > 0,
    placeholderData: before => before,
  })
  const lastRun = (arn: string) => {
    const runs = latest.data?.[arn]
    if (runs) return <LastRun runs={runs} />
    return latest.isError && <span className="quiet">{t('machines.noHistory')}</span>
  }
  return (
    <>
      <PageHead
        title={t('machines.title')}
        description={t('machines.description')}
        actions={
          <>
            <Link href="/test-state" className="button button-inline-link">
              {t('shell.testState')}
            </Link>
            <Button variant="primary" iconName="add-plus" onClick={() => go('/state-machines/new')}>
              {t('machines.create')}
            </Button>
          </>
        }
      />
      {machines.isPending && <Waiting />}
      {machines.error && <Problem error={machines.error} retry={() => void machines.refetch()} />}
      {machines.data?.length === 0 && (
        <Empty
          text={t('machines.empty')}
          action={
            <Link href="/state-machines/new" className="button">
              {t('machines.create')}
            </Link>
          }
          command="aws stepfunctions create-state-machine --name NAME --role-arn ARN --definition file://machine.json"
        />
      )}
      {machines.data && machines.data.length > 0 && (
        <>
          <div className="toolbar">
            <SearchField value={search} onChange={setSearch} label={t('machines.search')} />
            <span className="quiet" role="status">
              {t('machines.count', { count: found.length })}
            </span>
          </div>
          {found.length === 0 ? (
            <Empty
              text={t('common.noMatch', { text: search })}
              action={<Button onClick={() => setSearch('')}>{t('common.clearFilter')}</Button>}
            />
          ) : (
            <DataTable
              label={t('machines.title')}
              rows={shown}
              rowKey={machine => machine.stateMachineArn!}
              href={machine => machinePath(machine.name!)}
              columns={[
                {
                  key: 'name',
                  head: t('machines.name'),
                  cell: machine => (
                    <span className="run-cell">
                      <Link href={machinePath(machine.name!)}>{machine.name}</Link>
                    </span>
                  ),
                },
                { key: 'last', head: t('machines.lastRun'), cell: machine => lastRun(machine.stateMachineArn!) },
                {
                  key: 'type',
                  head: t('machines.type'),
                  isOptional: true,
                  cell: machine => t(`machineType.${machine.type ?? 'STANDARD'}`),
                },
                { key: 'created', head: t('machines.created'), isOptional: true, cell: machine => <Moment at={machine.creationDate!} /> },
                {
                  key: 'start',
                  head: <span className="for-readers">{t('start.verb')}</span>,
                  isNumeric: true,
                  cell: machine => (
                    <Button
                      variant="icon"
                      iconName="caret-right-filled"
                      ariaLabel={t('start.of', { name: machine.name })}
                      onClick={() => setStarting(machine)}
                    />
                  ),
                },
              ]}
            />
          )}
          {found.length > shown.length && (
            <div className="more" role="status">
              <span className="quiet">{t('executions.shownOf', { shown: shown.length, total: found.length })}</span>
              <Button onClick={() => setMost(most + PAGE)}>{t('executions.more')}</Button>
            </div>
          )}
        </>
      )}
      <DraftList />
      {starting && <StartDialog machineArn={starting.stateMachineArn!} onClose={() => setStarting(undefined)} />}
    </>
  )
}
