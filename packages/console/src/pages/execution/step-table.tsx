import { formatDuration, formatLasting, type RunModel, retriesOf, type Step } from '@pasos/graph/run'
import { Fragment, memo, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRowWindow } from '../../components/row-window.ts'
import { StatusWord } from '../../components/status-word.tsx'
import { type TimeScale, ticks, timeScale } from '../../history/time-scale.ts'
import { type TimelineRow, timelineRows } from '../../history/timeline.ts'
import { useNow } from '../../live/use-now.ts'

const ROW = 40
/** Percent of the scale behind which a mark's words stand before it. */
const LATE = 85
const COLUMNS = ['name', 'type', 'status', 'duration', 'startedAfter', 'timeline'] as const

/** All visits of states as rows with their bar in time: everything the graph says, for those who would rather read. */
export function StepTable(props: { run: RunModel; revision: number; selectedId: number | undefined; onSelect: (step: Step) => void }) {
  const { t } = useTranslation()
  const { run, revision, onSelect } = props
  const frame = useRef<HTMLDivElement>(null)
  const now = useNow(run.ended === undefined, 500)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` changes in place, `revision` says when.
  const rows = useMemo(() => timelineRows(run.steps, now), [run, revision, now])
  const from = run.steps[0]?.startedAt ?? now
  const until = run.ended === undefined ? now : Math.max(from + 1, ...run.steps.slice(-200).map(step => step.endedAt ?? 0))
  const [isFolded, setFolded] = useState(false)
  const scale = useMemo(() => timeScale(rows, from, until, isFolded), [rows, from, until, isFolded])
  const list = useRowWindow(frame, { count: rows.length, height: ROW, idOf: index => rows[index]!.step.id })
  return (
    <div className="steps">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className="steps-body" ref={frame} tabIndex={0} aria-label={t('view.table')}>
        <table aria-label={t('view.table')} aria-rowcount={rows.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {COLUMNS.map(key => (
                <th key={key} scope="col" className={`steps-${key}`}>
                  {t(`steps.${key}`)}
                  {key === 'timeline' && <Axis scale={scale} from={from} until={until} />}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {list.indices.map((index, at) => (
              <Fragment key={rows[index]!.step.id}>
                <Gap rows={index - (list.indices[at - 1] ?? -1) - 1} />
                <StepRow
                  row={rows[index]!}
                  index={index}
                  from={from}
                  scale={scale}
                  now={rows[index]!.step.endedAt === undefined ? now : 0}
                  isSelected={rows[index]!.step.id === props.selectedId}
                  onSelect={onSelect}
                />
              </Fragment>
            ))}
            <Gap rows={rows.length - (list.indices.at(-1) ?? -1) - 1} />
          </tbody>
        </table>
      </section>
      <div className="legend">
        <label className="check">
          <input type="checkbox" checked={isFolded} onChange={event => setFolded(event.target.checked)} />
          {t('steps.foldIdle')}
        </label>
        {(['queued', 'work', 'failedWork', 'backOff', 'waiting'] as const).map(kind => (
          <span key={kind} aria-hidden="true">
            <span className={`bar-part bar-${kind}`} /> {t(`segment.${kind}`)}
          </span>
        ))}
      </div>
    </div>
  )
}

/** The room of rows that do not exist. */
function Gap({ rows }: { rows: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can have the focus, and it is no row to whom it is read.
  return rows > 0 && <tr aria-hidden="true" style={{ height: rows * ROW }} />
}

/** Instants along the timeline, counted from the start; with folded idle time they stand closer where it was. */
function Axis({ scale, from, until }: { scale: TimeScale; from: number; until: number }) {
  const { i18n } = useTranslation()
  return (
    <span className="bar-axis" aria-hidden="true">
      {ticks(until - from).map(at => {
        const place = scale.place(from + at)
        return (
          <span key={at} className={place > LATE ? 'bar-tick-late' : undefined} style={{ insetInlineStart: `${place}%` }}>
            {formatDuration(at, i18n.language)}
          </span>
        )
      })}
    </span>
  )
}

interface RowProps {
  row: TimelineRow
  index: number
  /** Start of the scale, epoch milliseconds. */
  from: number
  scale: TimeScale
  /** The time, where the step has not ended. */
  now: number
  isSelected: boolean
  onSelect: (step: Step) => void
}

const StepRow = memo(function StepRow({ row, index, from, scale, now, isSelected, onSelect }: RowProps) {
  const { t, i18n } = useTranslation()
  const { step, depth, segments } = row
  const retries = retriesOf(step)
  return (
    <tr
      aria-rowindex={index + 2}
      data-index={index}
      data-row
      tabIndex={-1}
      className={isSelected ? 'steps-selected' : ''}
      style={{ height: ROW }}
      onClick={() => onSelect(step)}
      onKeyDown={event => event.key === 'Enter' && event.target === event.currentTarget && onSelect(step)}
    >
      <td className="steps-name" style={{ paddingInlineStart: 18 + depth * 18 }}>
        <button type="button" className="text-button" onClick={() => onSelect(step)}>
          {step.name}
        </button>
        {step.lane.iteration !== undefined && <span className="quiet"> #{step.lane.iteration}</span>}
      </td>
      <td className="steps-type">{t(`stateType.${step.type as 'Task'}`, { defaultValue: step.type })}</td>
      <td className="steps-status">
        <StatusWord status={step.status} />
        {retries > 0 && (
          <span className="quiet" title={t('graph.retries', { count: retries })}>
            {' '}
            ↻{retries}
          </span>
        )}
      </td>
      <td className="steps-duration">
        <span className="numbers">{formatLasting((step.endedAt ?? now) - step.startedAt, i18n.language)}</span>
      </td>
      <td className="steps-startedAfter numbers">{formatDuration(step.startedAt - from, i18n.language)}</td>
      <td className="steps-timeline">
        <span className="bar">
          {scale.folds.map(fold => (
            <span
              key={fold.at}
              className="bar-fold"
              style={{ insetInlineStart: `${fold.at}%` }}
              title={t('steps.folded', { time: formatDuration(fold.durationMs, i18n.language) })}
            />
          ))}
          {segments.map(segment => (
            <span
              key={`${segment.kind}${segment.from}`}
              className={`bar-part bar-${segment.kind}`}
              style={{
                insetInlineStart: `${scale.place(segment.from)}%`,
                width: `max(2px, ${scale.place(segment.until) - scale.place(segment.from)}%)`,
              }}
              title={`${t(`segment.${segment.kind}`)}: ${formatLasting(segment.until - segment.from, i18n.language)}`}
            />
          ))}
        </span>
      </td>
    </tr>
  )
})
