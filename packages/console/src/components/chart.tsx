import { type PointerEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { roundUp, ticks } from './chart-scale.ts'

export interface ChartSeries {
  key: string
  name: string
  /** A class that gives the colour: `ink-failed`. */
  tone: string
  /** Values by the time (epoch ms) at which their period begins; a period without one has none. */
  values: ReadonlyMap<number, number>
}

interface Props {
  title: string
  kind: 'bars' | 'lines'
  series: readonly ChartSeries[]
  /** The beginnings of the periods, in order. */
  times: readonly number[]
  /** How a value is written. */
  format: (value: number) => string
  time: Intl.DateTimeFormat
  /** What one has to know to read it. */
  note?: string | undefined
}

const WIDTH = 640
const HEIGHT = 180
const MOST_TICKS = 5

/** Values over time: bars on top of each other, or lines. What is drawn is also told in words and stands in a table below. */
export function Chart({ title, kind, series, times, format, time, note }: Props) {
  const { t } = useTranslation('pages')
  const isEmpty = series.every(each => each.values.size === 0)
  const summary = series.map(each => `${each.name}: ${format(summaryOf(each, kind))}`).join(', ')
  return (
    <figure className="chart card">
      <figcaption>
        <h2>{title}</h2>
        {!isEmpty && (
          <ul className="chart-legend">
            {series.map(each => (
              <li key={each.key} className={each.tone}>
                <span aria-hidden="true">{kind === 'bars' ? '■' : '▬'}</span> <span>{each.name}</span>{' '}
                <b>{format(summaryOf(each, kind))}</b>
              </li>
            ))}
          </ul>
        )}
        {!isEmpty && note && <p className="quiet chart-note">{note}</p>}
      </figcaption>
      {isEmpty ? (
        <p className="quiet chart-none">{t('metrics.none')}</p>
      ) : (
        <>
          <Plot {...{ kind, series, times, format, time }} label={`${title}. ${summary}`} />
          <details>
            <summary>{t('metrics.asTable')}</summary>
            <Values {...{ title, series, times, format, time }} />
          </details>
        </>
      )}
    </figure>
  )
}

function Plot({ kind, series, times, format, time, label }: Omit<Props, 'title' | 'note'> & { label: string }) {
  const [pointed, setPointed] = useState<number>()
  const totals = times.map(at => (kind === 'bars' ? series.reduce((sum, each) => sum + (each.values.get(at) ?? 0), 0) : 0))
  const highest = roundUp(Math.max(...(kind === 'bars' ? totals : series.flatMap(each => [...each.values.values()]))))
  const x = (index: number) => (index / times.length) * WIDTH
  const y = (value: number) => 2 + (1 - value / highest) * (HEIGHT - 4)
  const point = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    const index = Math.floor(((clientX - left) / width) * times.length)
    setPointed(times[index] === undefined ? undefined : index)
  }
  return (
    <div className="chart-plot">
      <div className="chart-scale numbers" aria-hidden="true">
        {[1, 0.5, 0].map(part => (
          <span key={part}>{format(highest * part)}</span>
        ))}
      </div>
      <div className="chart-field" onPointerMove={point} onPointerDown={point} onPointerLeave={() => setPointed(undefined)}>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} preserveAspectRatio="none">
          {[0, 0.5, 1].map(part => (
            <line key={part} className="chart-grid" x1={0} x2={WIDTH} y1={y(highest * part)} y2={y(highest * part)} />
          ))}
          {kind === 'bars'
            ? times.map((at, index) => <Stack key={at} {...{ at, series, x: x(index), width: x(index + 1) - x(index), y }} />)
            : series.map(each => (
                <path
                  key={each.key}
                  className={`chart-line ${each.values.size === 1 ? 'chart-dot' : ''} ${each.tone}`}
                  d={linePath(each, times, x, y)}
                />
              ))}
        </svg>
        {pointed !== undefined && times[pointed] !== undefined && (
          <Pointed {...{ series, format, time }} at={times[pointed]} part={(pointed + 0.5) / times.length} />
        )}
      </div>
      <div className="chart-axis numbers" aria-hidden="true">
        {ticks(times.length, MOST_TICKS).map(index => (
          <span key={index} style={{ insetInlineStart: `${(index / times.length) * 100}%` }}>
            {time.format(times[index])}
          </span>
        ))}
      </div>
    </div>
  )
}

/** The values of the period under the pointer; they stand in the table, too. */
function Pointed({ at, part, series, format, time }: Pick<Props, 'series' | 'format' | 'time'> & { at: number; part: number }) {
  const { t } = useTranslation('pages')
  const values = series.filter(each => each.values.has(at))
  return (
    <div className="chart-pointed" aria-hidden="true" style={{ insetInlineStart: `${part * 100}%` }}>
      <div className={`chart-tip ${part > 0.5 ? 'chart-tip-before' : ''}`}>
        <b>{time.format(at)}</b>
        {values.length === 0 && <span className="quiet">{t('metrics.noneThen')}</span>}
        {values.map(each => (
          <span key={each.key} className={each.tone}>
            <span>■</span> <span>{each.name}</span> <b className="numbers">{format(each.values.get(at)!)}</b>
          </span>
        ))}
      </div>
    </div>
  )
}

/** The sum of what is counted; of what is measured the latest. */
function summaryOf({ values }: ChartSeries, kind: Props['kind']): number {
  const all = [...values.values()]
  return kind === 'bars' ? all.reduce((sum, value) => sum + value, 0) : (all.at(-1) ?? 0)
}

function Stack(props: { at: number; series: readonly ChartSeries[]; x: number; width: number; y: (value: number) => number }) {
  const { at, series, x, width, y } = props
  let below = 0
  return series.map(each => {
    const value = each.values.get(at) ?? 0
    if (value === 0) return null
    const top = y(below + value)
    const height = y(below) - top
    below += value
    return (
      <rect
        key={each.key}
        className={`chart-bar ${each.tone}`}
        x={x + width * 0.1}
        y={top}
        width={width * 0.8}
        height={Math.max(1, height)}
      />
    )
  })
}

function linePath({ values }: ChartSeries, times: readonly number[], x: (index: number) => number, y: (value: number) => number): string {
  let path = ''
  for (const [index, at] of times.entries()) {
    const value = values.get(at)
    if (value === undefined) continue
    const point = `${((x(index) + x(index + 1)) / 2).toFixed(1)} ${y(value).toFixed(1)}`
    // A point alone is a dot: a line of no length with round ends.
    path += path === '' ? `M${point}L${point}` : `L${point}`
  }
  return path
}

function Values({ title, series, times, format, time }: Omit<Props, 'kind' | 'note'>) {
  const { t } = useTranslation('pages')
  const rows = times.filter(at => series.some(each => each.values.has(at)))
  return (
    <div className="table-frame chart-table">
      <table className="table" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{t('metrics.time')}</th>
            {series.map(each => (
              <th key={each.key} scope="col" className="numeric">
                {each.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(at => (
            <tr key={at}>
              <td>{time.format(at)}</td>
              {series.map(each => (
                <td key={each.key} className="numeric">
                  {each.values.has(at) ? format(each.values.get(at)!) : ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
