import { useTranslation } from 'react-i18next'
import type { Metric, Series } from '../../api/cloudwatch.ts'
import { Chart } from '../../components/chart.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import './metrics.css'
import { type Span, useSeries } from './use-series.ts'

const ENDS = [
  ['ExecutionsSucceeded', 'succeeded', 'ink-succeeded'],
  ['ExecutionsFailed', 'failed', 'ink-failed'],
  ['ExecutionsTimedOut', 'timedOut', 'ink-timedOut'],
  ['ExecutionsAborted', 'aborted', 'ink-aborted'],
] as const

/** How many executions of these state machines began, how they ended and how long they took. */
export function ExecutionCharts({ arns, span }: { arns: readonly string[]; span: Span }) {
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
