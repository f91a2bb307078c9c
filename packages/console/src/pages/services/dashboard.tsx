import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Series } from '../../api/cloudwatch.ts'
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
  const lines = widget.lines.flatMap((line, index) => ('metric' in line ? [{ ...line, key: `l${index}` }] : []))
  const expressions = widget.lines.flatMap(line => ('expression' in line ? [line.label] : []))
  const series = lines.map(({ key, metric, statistic }): Series => ({ key, metrics: [metric], statistic: window.statistic ?? statistic }))
  const data = useSeries(['dashboard', series], series, withPeriod(window, widget.periodSeconds))
  const title = widget.title || lines[0]?.metric.name || t('dashboard.chart')
  if (data.error) return <Problem error={data.error} retry={data.retry} />
  if (lines.length > 0 && !data.found) return <Waiting />
  return (
    <>
      <Chart
        title={title}
        kind={widget.isStacked ? 'bars' : series.length === 1 ? kindOf(series[0]!.statistic) : 'lines'}
        series={lines.map(({ key, label }, index) => data.line(key, label, TONES[index % TONES.length]!))}
        format={value => data.number.format(value)}
        {...data.axis}
      />
      {expressions.length > 0 && <p className="quiet">{t('dashboard.noMath', { names: expressions.join(', ') })}</p>}
    </>
  )
}
