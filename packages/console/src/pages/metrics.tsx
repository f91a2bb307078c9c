import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { listOtherMetrics, type Metric, readSeries, type Series } from '../api/cloudwatch.ts'
import { listMachines } from '../api/step-functions.ts'
import { useTitle } from '../app/use-title.ts'
import { Chart, type ChartSeries } from '../components/chart.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { Waiting } from '../components/waiting.tsx'
import './metrics/metrics.css'
import { ServiceGauges } from './metrics/service-gauges.tsx'

const MINUTE = 60_000
const SPANS = {
  hour: { ms: 60 * MINUTE, periodSeconds: 60 },
  day: { ms: 24 * 60 * MINUTE, periodSeconds: 1_800 },
  week: { ms: 7 * 24 * 60 * MINUTE, periodSeconds: 6 * 3_600 },
} as const
type Span = keyof typeof SPANS

const ENDS = [
  ['ExecutionsSucceeded', 'succeeded', 'ink-succeeded'],
  ['ExecutionsFailed', 'failed', 'ink-failed'],
  ['ExecutionsTimedOut', 'timedOut', 'ink-timedOut'],
  ['ExecutionsAborted', 'aborted', 'ink-aborted'],
] as const

/** What CloudWatch has counted here: executions by how they ended, how long they took, and metrics of one's own. */
export default function Metrics() {
  const { t } = useTranslation('pages')
  useTitle(t('metrics.title'))
  const [address, setAddress] = useSearchParams()
  const span: Span = (Object.keys(SPANS) as Span[]).find(each => each === address.get('span')) ?? 'hour'
  const machines = useQuery({ queryKey: ['machines'], queryFn: listMachines })
  const chosen = address.get('machine') ?? ''
  const change = (key: string, value: string) =>
    setAddress(
      old => {
        const next = new URLSearchParams(old)
        next.set(key, value)
        return next
      },
      { replace: true },
    )
  const arns = machines.data?.flatMap(each => (chosen === '' || each.name === chosen ? [each.stateMachineArn!] : [])) ?? []
  return (
    <>
      <PageHead title={t('metrics.title')} description={t('metrics.description')} />
      <div className="toolbar">
        <select
          className="plain-select"
          aria-label={t('metrics.machine')}
          value={chosen}
          onChange={event => change('machine', event.target.value)}
        >
          <option value="">{t('metrics.allMachines')}</option>
          {machines.data?.map(each => (
            <option key={each.stateMachineArn} value={each.name}>
              {each.name}
            </option>
          ))}
        </select>
        <select className="plain-select" aria-label={t('metrics.span')} value={span} onChange={event => change('span', event.target.value)}>
          {(Object.keys(SPANS) as Span[]).map(each => (
            <option key={each} value={each}>
              {t(`metrics.${each}`)}
            </option>
          ))}
        </select>
      </div>
      {machines.error && <Problem error={machines.error} retry={() => void machines.refetch()} />}
      {machines.data && <ExecutionCharts key={`${chosen} ${span}`} arns={arns} span={span} />}
      <ServiceGauges />
      <OwnMetrics key={span} span={span} />
    </>
  )
}

function ExecutionCharts({ arns, span }: { arns: readonly string[]; span: Span }) {
  const { t } = useTranslation('pages')
  const { t: words } = useTranslation()
  const of = (name: string): Metric[] =>
    arns.map(arn => ({ namespace: 'AWS/States', name, dimensions: [{ Name: 'StateMachineArn', Value: arn }] }))
  const started: Series = { key: 'started', metrics: of('ExecutionsStarted'), statistic: 'Sum' }
  const ends = ENDS.map(([name]): Series => ({ key: name, metrics: of(name), statistic: 'Sum' }))
  const took = (['p50', 'p95', 'Maximum'] as const).map(
    (statistic): Series => ({ key: statistic, metrics: of('ExecutionTime'), statistic }),
  )
  const data = useSeries(['executions', ...arns], [started, ...ends, ...took], span)
  if (data.error) return <Problem error={data.error} retry={data.retry} />
  if (!data.found) return <Waiting lines={8} />
  const seconds = (ms: number) => `${data.number.format(ms >= 1_000 ? ms / 1_000 : ms)} ${ms >= 1_000 ? 's' : 'ms'}`
  return (
    <div className="charts">
      <Chart
        title={t('metrics.ends')}
        kind="bars"
        series={ENDS.map(([name, status, tone]) => data.line(name, words(`status.${status}`), tone))}
        format={value => data.number.format(value)}
        {...data.axis}
      />
      <Chart
        title={t('metrics.started')}
        kind="bars"
        series={[data.line('started', t('metrics.startedOnes'), 'ink-running')]}
        format={value => data.number.format(value)}
        {...data.axis}
      />
      <Chart
        title={t('metrics.took')}
        kind="lines"
        series={[
          data.line('p50', t('metrics.half'), 'ink-succeeded'),
          data.line('p95', t('metrics.most'), 'ink-caught'),
          data.line('Maximum', t('metrics.longest'), 'ink-failed'),
        ]}
        format={seconds}
        {...data.axis}
      />
    </div>
  )
}

/** Metrics that programs put here themselves, the average of each. */
function OwnMetrics({ span }: { span: Span }) {
  const { t } = useTranslation('pages')
  const metrics = useQuery({ queryKey: ['otherMetrics'], queryFn: listOtherMetrics })
  const shown = (metrics.data ?? []).slice(0, 24)
  const data = useSeries(
    ['own', shown.length],
    shown.map((metric, index): Series => ({ key: String(index), metrics: [metric], statistic: 'Average' })),
    span,
  )
  if (shown.length === 0 || !data.found) return null
  return (
    <section>
      <h2 className="charts-title">{t('metrics.own')}</h2>
      <div className="charts">
        {shown.map((metric, index) => (
          <Chart
            key={`${metric.namespace} ${metric.name} ${JSON.stringify(metric.dimensions)}`}
            title={`${metric.namespace} ${metric.name}`}
            kind="lines"
            series={[
              data.line(String(index), metric.dimensions.map(each => each.Value).join(' · ') || t('metrics.average'), 'ink-running'),
            ]}
            format={value => data.number.format(value)}
            {...data.axis}
          />
        ))}
      </div>
    </section>
  )
}

/** Reads series of a span, renewed each minute, and what charts need to draw them. */
function useSeries(key: readonly unknown[], series: readonly Series[], span: Span) {
  const { i18n } = useTranslation()
  const { ms, periodSeconds } = SPANS[span]
  const query = useQuery({
    queryKey: ['series', span, ...key],
    enabled: series.length > 0,
    refetchInterval: MINUTE,
    queryFn: async () => {
      const period = periodSeconds * 1_000
      const until = Math.ceil((Date.now() + 1) / period) * period
      const from = until - ms
      const times = Array.from({ length: ms / period }, (_, index) => from + index * period)
      return { times, points: await readSeries(series, { from, until, periodSeconds }) }
    },
  })
  const time = new Intl.DateTimeFormat(i18n.language, span === 'hour' ? { timeStyle: 'short' } : { dateStyle: 'short', timeStyle: 'short' })
  return {
    found: query.data,
    error: query.error,
    retry: () => void query.refetch(),
    number: new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }),
    axis: { times: query.data?.times ?? [], time },
    line: (name: string, shown: string, tone: string): ChartSeries => ({
      ...{ key: name, name: shown, tone },
      values: new Map((query.data?.points.get(name) ?? []).map(({ at, value }) => [at, value])),
    }),
  }
}
