import type { ExecutionStatus } from '@aws-sdk/client-sfn'
import Button from '@cloudscape-design/components/button'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { listExecutions } from '../../api/step-functions.ts'
import { DataTable } from '../../components/data-table.tsx'
import { Empty } from '../../components/empty.tsx'
import { Lasting, Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { StatusWord, shownStatus } from '../../components/status-word.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { executionPath } from '../../format/arn.ts'

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const

export default function MachineExecutions({ machineArn, onStart }: { machineArn: string; onStart: () => void }) {
  const { t } = useTranslation()
  const [status, setStatus] = useState<ExecutionStatus | ''>('')
  const [search, setSearch] = useState('')
  const executions = useInfiniteQuery({
    queryKey: ['executions', machineArn, 'all', status],
    queryFn: ({ pageParam }) =>
      listExecutions(machineArn, { ...(status ? { status } : {}), ...(pageParam ? { nextToken: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: page => page.nextToken,
    placeholderData: keepPreviousData,
  })
  if (executions.error) return <Problem error={executions.error} retry={() => void executions.refetch()} />
  if (!executions.data) return <Waiting />
  const all = executions.data.pages.flatMap(page => page.executions ?? [])
  const shown = all.filter(execution => execution.name!.toLowerCase().includes(search.toLowerCase()))
  if (all.length === 0 && !status) {
    return (
      <Empty
        text={t('executions.empty')}
        action={
          <Button variant="primary" iconName="caret-right-filled" onClick={onStart}>
            {t('start.verb')}
          </Button>
        }
        command={`aws stepfunctions start-execution --state-machine-arn ${machineArn} --endpoint-url ${window.location.origin}`}
      />
    )
  }
  return (
    <>
      <div className="toolbar">
        <SearchField value={search} onChange={setSearch} label={t('executions.search')} />
        <select
          className="plain-select"
          aria-label={t('executions.status')}
          value={status}
          onChange={event => setStatus(event.target.value as ExecutionStatus | '')}
        >
          <option value="">{t('executions.anyStatus')}</option>
          {STATUSES.map(each => (
            <option key={each} value={each}>
              {t(`status.${shownStatus(each)}`)}
            </option>
          ))}
        </select>
        <span className="quiet" role="status">
          {t('executions.count', { count: shown.length })}
        </span>
      </div>
      {shown.length === 0 ? (
        <Empty
          text={search ? t('common.noMatch', { text: search }) : t('executions.noneWithStatus')}
          action={
            <Button
              onClick={() => {
                setSearch('')
                setStatus('')
              }}
            >
              {t('common.clearFilter')}
            </Button>
          }
        />
      ) : (
        <DataTable
          label={t('machine.executions')}
          rows={shown}
          rowKey={execution => execution.executionArn!}
          href={execution => executionPath(execution.executionArn!)}
          columns={[
            {
              key: 'name',
              head: t('executions.name'),
              cell: execution => <Link href={executionPath(execution.executionArn!)}>{execution.name}</Link>,
            },
            { key: 'status', head: t('steps.status'), cell: execution => <StatusWord status={shownStatus(execution.status)} /> },
            { key: 'started', head: t('execution.started'), isOptional: true, cell: execution => <Moment at={execution.startDate!} /> },
            {
              key: 'duration',
              head: t('steps.duration'),
              isNumeric: true,
              cell: execution => <Lasting from={execution.startDate!.getTime()} until={execution.stopDate?.getTime()} />,
            },
          ]}
        />
      )}
      {executions.hasNextPage && (
        <div className="more">
          <Button onClick={() => void executions.fetchNextPage()} loading={executions.isFetchingNextPage}>
            {t('executions.more')}
          </Button>
        </div>
      )}
    </>
  )
}
