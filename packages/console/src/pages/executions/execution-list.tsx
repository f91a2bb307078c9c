import type { TFunction } from 'i18next'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ExecutionStatus } from '../../api/executions.ts'
import Button from '../../components/button.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Empty } from '../../components/empty.tsx'
import { lazyPart } from '../../components/lazy-part.tsx'
import { Lasting, Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { StatusWord, shownStatus } from '../../components/status-word.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { executionPath, machineName, machinePath } from '../../format/arn.ts'
import type { ExecutionRecord } from '../../live/execution-record.ts'
import { inOrder, NO_FILTER } from './execution-filter.ts'
import { ExecutionFilters } from './execution-filters.tsx'
import { queryOf, savedViews } from './saved-views.ts'
import { useExecutions } from './use-executions.ts'
import { ViewChoice, ViewNaming } from './view-choice.tsx'

const BulkActions = lazyPart(() => import('./bulk-actions.tsx'))

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const

/** Executions of one state machine or of all, with totals that are true, a filter in the address and page after page. */
export function ExecutionList({ machineArn, whenNone }: { machineArn?: string; whenNone: ReactNode }) {
  const { t } = useTranslation()
  const { filter, change, found } = useExecutions(machineArn)
  const { status, q: search } = filter
  const active = Object.entries(filter).filter(([key, value]) => key !== 'status' && key !== 'q' && value !== '').length
  const [isOpen, setOpen] = useState(() => active > 0 && window.matchMedia('(min-width: 700px)').matches)
  const [views, setViews] = useState(savedViews)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  if (found.error) return <Problem error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Waiting />
  const { counts } = found.data.pages[0]!
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const records = inOrder(
    found.data.pages.flatMap(page => page.records),
    filter.sort,
    Date.now(),
  )
  const isNarrowed = queryOf({ ...filter, status: '', sort: '' }) !== ''
  if (total === 0 && records.length === 0) return whenNone
  const picked = records.filter(record => chosen.has(record.executionArn))
  const pick = (arn: string) => {
    const next = new Set(chosen)
    if (!next.delete(arn)) next.add(arn)
    setChosen(next)
  }
  return (
    <>
      <div className="toolbar">
        <SearchField value={search} onChange={q => change({ q })} label={t('executions.search')} />
        <StatusFilter status={status} counts={counts} total={total} onChange={next => change({ status: next })} />
        <Button iconName="filter" isExpanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {active > 0 ? t('filters.active', { count: active }) : t('filters.title')}
        </Button>
        <ViewChoice views={views} filter={filter} onChoose={change} />
      </div>
      {isOpen && (
        <ExecutionFilters filter={filter} onChange={change}>
          <ViewNaming views={views} filter={filter} onChange={setViews} />
        </ExecutionFilters>
      )}
      {picked.length > 0 && <BulkActions chosen={picked} onClear={() => setChosen(new Set())} onDone={() => void found.refetch()} />}
      {records.length === 0 && !found.isFetching && !found.hasNextPage ? (
        <Empty text={emptyText()} action={<Button onClick={() => change(NO_FILTER)}>{t('common.clearFilter')}</Button>} />
      ) : (
        <DataTable
          label={t('machine.executions')}
          rows={records}
          rowKey={execution => execution.executionArn}
          href={execution => executionPath(execution.executionArn)}
          columns={columns(t, machineArn === undefined, { chosen, pick })}
        />
      )}
      <div className="more" role="status">
        <span className="quiet">{countText()}</span>
        {found.hasNextPage && (
          <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
            {t('executions.more')}
          </Button>
        )}
      </div>
    </>
  )

  function emptyText(): string {
    if (queryOf({ ...filter, q: '', status: '', sort: '' }) !== '') return t('filters.nothing')
    return search ? t('common.noMatch', { text: search }) : t('executions.noneWithStatus')
  }

  /** "50 of 5,000" where the total is known, "at least 50" where a search has not looked at all yet. */
  function countText(): string {
    const shown = records.length
    const of = isNarrowed ? undefined : status ? (counts[status as ExecutionStatus] ?? 0) : total
    if (of !== undefined) return t('executions.shownOf', { shown, total: of })
    return t(found.hasNextPage ? 'executions.foundSoFar' : 'executions.found', { count: shown })
  }
}

function StatusFilter(props: {
  status: string
  counts: Partial<Record<ExecutionStatus, number>>
  total: number
  onChange: (status: string) => void
}) {
  const { t, i18n } = useTranslation()
  const number = new Intl.NumberFormat(i18n.language)
  const choices = [{ id: '', text: t('executions.all'), count: props.total }]
  for (const id of STATUSES) choices.push({ id, text: t(`status.${shownStatus(id)}`), count: props.counts[id] ?? 0 })
  return (
    <fieldset className="pills">
      <legend className="for-readers">{t('executions.status')}</legend>
      {choices.map(({ id, text, count }) => (
        <button key={id} type="button" className="pill" aria-pressed={props.status === id} onClick={() => props.onChange(id)}>
          {text} <span className="pill-count numbers">{number.format(count)}</span>
        </button>
      ))}
    </fieldset>
  )
}

interface Picking {
  chosen: ReadonlySet<string>
  pick: (arn: string) => void
}

function columns(t: TFunction, withMachine: boolean, { chosen, pick }: Picking): Column<ExecutionRecord>[] {
  const machine: Column<ExecutionRecord> = {
    key: 'machine',
    head: t('machines.one'),
    isOptional: true,
    cell: execution => {
      const name = machineName(execution.stateMachineArn)
      return <Link href={machinePath(name)}>{name}</Link>
    },
  }
  return [
    {
      key: 'name',
      head: t('executions.name'),
      cell: execution => (
        <span className="run-cell">
          <input
            type="checkbox"
            className="pick"
            aria-label={t('bulk.pick', { name: execution.name })}
            checked={chosen.has(execution.executionArn)}
            onChange={() => pick(execution.executionArn)}
          />
          <Link href={executionPath(execution.executionArn)}>{execution.name}</Link>
          <span className="narrow quiet">{withMachine ? machineName(execution.stateMachineArn) : <Moment at={execution.startDate} />}</span>
        </span>
      ),
    },
    ...(withMachine ? [machine] : []),
    {
      key: 'status',
      head: t('steps.status'),
      cell: execution => (
        <span className="status-error">
          <StatusWord status={shownStatus(execution.status)} />
          {execution.error && (
            <span className="quiet mono" lang="en" title={execution.error}>
              {execution.error}
            </span>
          )}
        </span>
      ),
    },
    { key: 'started', head: t('execution.started'), isOptional: true, cell: execution => <Moment at={execution.startDate} /> },
    {
      key: 'duration',
      head: t('steps.duration'),
      isNumeric: true,
      cell: execution => <Lasting from={execution.startDate} until={execution.stopDate} />,
    },
  ]
}
