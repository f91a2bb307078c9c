import { useTranslation } from 'react-i18next'
import type { Metric, Series } from '../../api/cloudwatch.ts'
import { kindOf } from '../../api/statistic.ts'
import { Chart } from '../../components/chart.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import './metrics.css'
import type { ChartWindow } from './chart-window.ts'
import { useSeries } from './use-series.ts'

const ENDS = [
  ['ExecutionsSucceeded', 'succeeded', 'ink-succeeded'],
  ['ExecutionsFailed', 'failed', 'ink-failed'],
  ['ExecutionsTimedOut', 'timedOut', 'ink-timedOut'],
  ['ExecutionsAborted', 'aborted', 'ink-aborted'],
] as const

/** What is drawn of how long they took, unless a statistic is chosen. */
const TOOK = [
  ['p50', 'stat.p50', 'ink-succeeded'],
  ['p95', 'stat.p95', 'ink-caught'],
  ['Maximum', 'longest', 'ink-failed'],
] as const

/** How many executions of these state machines began, how they ended and how long they took. */
export function ExecutionCharts({ arns, window }: { arns: readonly string[]; window: ChartWindow }) {
  const { t } = useTranslation('pages')
  const { t: words } = useTranslation()
  const { statistic } = window
  const of = (name: string): Metric[] =>
    arns.map(arn => ({ namespace: 'AWS/States', name, dimensions: [{ Name: 'StateMachineArn', Value: arn }] }))
  const started: Series = { key: 'started', metrics: of('ExecutionsStarted'), statistic: 'Sum' }
  const ends = ENDS.map(([name]): Series => ({ key: name, metrics: of(name), statistic: 'Sum' }))
  const lines = statistic ? [{ statistic, name: t(`metrics.stat.${statistic}`), tone: 'ink-running' }] : TOOK.map(usual)
  const took = lines.map(({ statistic }): Series => ({ key: statistic, metrics: of('ExecutionTime'), statistic }))
  const data = useSeries(['executions', statistic, ...arns], [started, ...ends, ...took], window)
  if (data.error) return <Problem error={data.error} retry={data.retry} />
  if (!data.found) return arns.length > 0 && <Waiting lines={8} />
  const seconds = (ms: number) => `${data.number.format(ms >= 1_000 ? ms / 1_000 : ms)} ${ms >= 1_000 ? 's' : 'ms'}`
  const count = (value: number) => data.number.format(value)
  const isOfEach = arns.length > 1 && lines.some(each => each.statistic.startsWith('p'))
  return (
    <div className="charts">
      <Chart
        title={t('metrics.ends')}
        kind="bars"
        series={ENDS.map(([name, status, tone]) => data.line(name, words(`status.${status}`), tone))}
        format={count}
        {...data.axis}
      />
      <Chart
        title={t('metrics.started')}
        kind="bars"
        series={[data.line('started', t('metrics.startedOnes'), 'ink-running')]}
        format={count}
        {...data.axis}
      />
      <Chart
        title={t('metrics.took')}
        kind={kindOf(statistic ?? TOOK[0][0])}
        series={lines.map(({ statistic, name, tone }) => data.line(statistic, name, tone))}
        format={statistic === 'SampleCount' ? count : seconds}
        note={isOfEach ? t('metrics.slowest') : undefined}
        {...data.axis}
      />
    </div>
  )

  function usual([statistic, name, tone]: (typeof TOOK)[number]) {
    return { statistic, name: t(`metrics.${name}`), tone }
  }
}
