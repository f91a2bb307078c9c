import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Series } from '../../api/cloudwatch.ts'
import type { Formula, Named } from '../../api/metric-math.ts'
import { kindOf } from '../../api/statistic.ts'
import { Chart } from '../../components/chart.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { logGroupPath, servicePath } from '../../format/arn.ts'
import '../metrics/metrics.css'
import { type ChartWindow, withPeriod } from '../metrics/chart-window.ts'
import { useSeries } from '../metrics/use-series.ts'
import { useChartWindow, WindowChoice } from '../metrics/window-choice.tsx'
import { type Widget, widgetsOf } from './dashboard-widgets.ts'

const TONES = ['ink-running', 'ink-caught', 'ink-succeeded', 'ink-failed', 'ink-timedOut', 'ink-aborted'] as const

/** The widgets of a dashboard as they stand on it, over one span of time. */
export default function Dashboard({ body }: { body: string }) {
  const { window, change } = useChartWindow()
  const widgets = useMemo(() => widgetsOf(body), [body])
  return (
    <>
      <div className="toolbar window-choice">
        <WindowChoice window={window} onChange={change} />
      </div>
      <div className="dashboard">
        {widgets.map((widget, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: widgets have no other identity, and come anew together.
            key={index}
            className="widget"
            style={{ gridColumnEnd: `span ${widget.width}` }}
          >
            <WidgetView widget={widget} window={window} />
          </div>
        ))}
      </div>
    </>
  )
}

function WidgetView({ widget, window }: { widget: Widget; window: ChartWindow }) {
  const { t } = useTranslation('services')
  switch (widget.kind) {
    case 'metric':
      return <MetricWidget widget={widget} window={window} />
    case 'text':
      return (
        <section className="card widget-text">
          {widget.paragraphs.map(({ isHeading, text }) => (isHeading ? <h2 key={text}>{text}</h2> : <p key={text}>{text}</p>))}
        </section>
      )
    case 'alarm':
      return (
        <section className="card">
          <h2>{widget.title || t('kinds.alarms')}</h2>
          <ul>
            {widget.names.map(name => (
              <li key={name}>
                <Link href={servicePath('alarms', name)}>{name}</Link>
              </li>
            ))}
          </ul>
        </section>
      )
    case 'log':
      return (
        <section className="card">
          <h2>{widget.title || t('dashboard.log')}</h2>
          <ul>
            {widget.groups.map(group => (
              <li key={group}>
                <Link href={logGroupPath(group)}>{group}</Link>
              </li>
            ))}
          </ul>
          <p className="mono quiet">{widget.query}</p>
          <p className="quiet">{t('dashboard.noQuery')}</p>
        </section>
      )
    case 'other':
      return (
        <section className="card">
          <h2>{widget.title || widget.type}</h2>
          <p className="quiet">{t('dashboard.notDrawn', { type: widget.type })}</p>
        </section>
      )
  }
}

function MetricWidget({ widget, window }: { widget: Extract<Widget, { kind: 'metric' }>; window: ChartWindow }) {
  const { t } = useTranslation('services')
  const shown = widget.lines.map((line, index) => ({ ...line, key: `l${index}` })).filter(({ isHidden }) => !isHidden)
  const lines = shown.filter(line => 'metric' in line)
  const named = widget.lines.map((line, index): Named => ({ ...line, id: line.id ?? `pasosLine${index}` }))
  const formulas = shown.filter(line => 'expression' in line).map((line): Formula => ({ ...line, named }))
  const series = lines.map(({ key, metric, statistic }): Series => ({ key, metrics: [metric], statistic: window.statistic ?? statistic }))
  const data = useSeries(['dashboard', series, formulas], series, withPeriod(window, widget.periodSeconds), formulas)
  const title = widget.title || lines[0]?.metric.name || formulas[0]?.label || t('dashboard.chart')
  if (data.error) return <Problem error={data.error} retry={data.retry} />
  if (shown.length > 0 && !data.found) return <Waiting />
  const answers = formulas.flatMap(({ key, label }) => {
    const answer = data.found?.answers.get(key)
    return answer ? [{ key, label, answer }] : []
  })
  const drawn = [
    ...lines.map(({ key, label }) => ({ ...{ key, label }, values: data.line(key, label, '').values })),
    ...answers.flatMap(({ key, answer }) =>
      'lines' in answer
        ? answer.lines.map(({ name, points }, index) => ({
            ...{ key: `${key}.${index}`, label: name },
            values: new Map(points.map(({ at, value }) => [at, value])),
          }))
        : [],
    ),
  ]
  return (
    <>
      <Chart
        title={title}
        kind={widget.isStacked ? 'bars' : series.length === 1 && formulas.length === 0 ? kindOf(series[0]!.statistic) : 'lines'}
        series={drawn.map(({ key, label, values }, index) => ({ key, name: label, values, tone: TONES[index % TONES.length]! }))}
        format={value => data.number.format(value)}
        {...data.axis}
      />
      {answers.map(
        ({ key, label, answer }) =>
          'refused' in answer && (
            <p key={key} className="quiet">
              {t('dashboard.notComputed', { name: label, reason: answer.refused })}
            </p>
          ),
      )}
    </>
  )
}
