import type { RunModel, Step } from '@pasos/graph/run'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { describeMachine } from '../../api/step-functions.ts'
import { Empty } from '../../components/empty.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { type ExecutionLine, readExecutionLog } from '../../history/execution-log.ts'
import type { ExecutionRecord } from '../../live/execution-record.ts'

const KINDS = ['all', 'functions', 'records'] as const
const SHOWN = 2_000
/** So long after the end of an execution lines of it may come in, on a machine that is busy. */
const LATE_MS = 15_000

/** All that was written for an execution, in the order of time: what its functions said, and what the state machine itself logs. */
export default function ExecutionLogs(props: { record: ExecutionRecord; run: RunModel; onSelect: (step: Step) => void }) {
  const { record, run, onSelect } = props
  const { t } = useTranslation('pages')
  const { t: words } = useTranslation()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('all')
  const [search, setSearch] = useState('')
  const isRunning = record.status === 'RUNNING'
  const machine = useQuery({ queryKey: ['machine', record.stateMachineArn], queryFn: () => describeMachine(record.stateMachineArn) })
  const { level, destinations } = machine.data?.loggingConfiguration ?? {}
  const group = level === 'OFF' ? undefined : destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn?.split(':')[6]
  const lines = useQuery({
    queryKey: ['executionLog', record.executionArn, run.lastEventId, group, isRunning],
    enabled: !machine.isPending,
    placeholderData: former => former,
    queryFn: () => readExecutionLog(record, run, group),
    // After the end the last lines may still be on their way.
    refetchInterval: () => (isRunning || Date.now() - (record.stopDate ?? 0) < LATE_MS ? 1_000 : false),
  })
  const wanted = search.toLowerCase()
  const found = (lines.data ?? []).filter(
    line => (kind === 'all' || (kind === 'records') === line.isRecord) && line.message.toLowerCase().includes(wanted),
  )
  return (
    <div className="live-log">
      <div className="toolbar">
        <SearchField value={search} onChange={setSearch} label={words('logs.search')} />
        <select
          className="plain-select"
          aria-label={t('executionLogs.which')}
          value={kind}
          onChange={event => setKind(event.target.value as 'all')}
        >
          {KINDS.map(each => (
            <option key={each} value={each}>
              {t(`executionLogs.${each}`)}
            </option>
          ))}
        </select>
        <span className="quiet">{words('logs.count', { count: found.length })}</span>
      </div>
      {lines.error && <Problem error={lines.error} retry={() => void lines.refetch()} />}
      {lines.isPending && <Waiting />}
      {machine.data && group === undefined && kind !== 'functions' && <p className="quiet">{t('executionLogs.noRecords')}</p>}
      {lines.data && found.length === 0 && <Empty text={search ? words('common.noMatch', { text: search }) : t('executionLogs.empty')} />}
      {found.length > SHOWN && <p className="quiet">{t('executionLogs.more', { count: SHOWN })}</p>}
      {found.length > 0 && <Lines lines={found.slice(-SHOWN)} label={words('view.logs')} onSelect={onSelect} />}
    </div>
  )
}

function Lines({ lines, label, onSelect }: { lines: readonly ExecutionLine[]; label: string; onSelect: (step: Step) => void }) {
  const { t } = useTranslation('pages')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <div className="log execution-log" role="log" aria-label={label} tabIndex={0}>
      {lines.map(line => (
        <div key={line.id} className={`log-line ${line.isRecord || line.isRuntime ? 'log-runtime' : ''}`}>
          <span className="log-time">
            <Moment at={line.timestamp} isPrecise />
          </span>
          <span className="log-source">
            {line.step ? (
              <button type="button" className="text-button" onClick={() => onSelect(line.step!)}>
                {line.step.name}
              </button>
            ) : (
              t('executionLogs.record')
            )}
          </span>
          <span className="log-text">{line.message}</span>
        </div>
      ))}
    </div>
  )
}
