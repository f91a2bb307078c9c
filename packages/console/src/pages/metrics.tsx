import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listOtherMetrics, type Series } from '../api/cloudwatch.ts'
import { kindOf } from '../api/statistic.ts'
import { listMachines } from '../api/step-functions.ts'
import { useTitle } from '../app/use-title.ts'
import { Chart } from '../components/chart.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import './metrics/metrics.css'
import type { ChartWindow } from './metrics/chart-window.ts'
import { ExecutionCharts } from './metrics/execution-charts.tsx'
import { ServiceGauges } from './metrics/service-gauges.tsx'
import { useSeries } from './metrics/use-series.ts'
import { usualStatistic } from './metrics/usual-statistic.ts'
import { useChartWindow, WindowChoice } from './metrics/window-choice.tsx'

/** What CloudWatch has counted here: executions by how they ended, how long they took, and metrics of one's own. */
export default function Metrics() {
  const { t } = useTranslation('pages')
  useTitle(t('metrics.title'))
  const { address, window, change } = useChartWindow()
  const machines = useQuery({ queryKey: ['machines'], queryFn: listMachines })
  const chosen = address.get('machine') ?? ''
  const arns = machines.data?.flatMap(each => (chosen === '' || each.name === chosen ? [each.stateMachineArn!] : [])) ?? []
  return (
    <>
      <PageHead title={t('metrics.title')} description={t('metrics.description')} />
      <div className="toolbar window-choice">
        <label className="field">
          <span>{t('metrics.machine')}</span>
          <select className="plain-select" value={chosen} onChange={event => change({ machine: event.target.value })}>
            <option value="">{t('metrics.allMachines')}</option>
            {machines.data?.map(each => (
              <option key={each.stateMachineArn} value={each.name}>
                {each.name}
              </option>
            ))}
          </select>
        </label>
        <WindowChoice window={window} onChange={change} />
      </div>
      {machines.error && <Problem error={machines.error} retry={() => void machines.refetch()} />}
      {machines.data && <ExecutionCharts arns={arns} window={window} />}
      <ServiceGauges />
      <OwnMetrics window={window} />
    </>
  )
}

/** Metrics of other services, and those that programs put here themselves. */
function OwnMetrics({ window }: { window: ChartWindow }) {
  const { t } = useTranslation('pages')
  const metrics = useQuery({ queryKey: ['otherMetrics'], queryFn: listOtherMetrics, refetchInterval: 60_000 })
  const shown = (metrics.data ?? []).slice(0, 24)
  const charts = shown.map((metric, index) => ({ key: String(index), metric, statistic: window.statistic ?? usualStatistic(metric) }))
  const series = charts.map(({ key, metric, statistic }): Series => ({ key, metrics: [metric], statistic }))
  const data = useSeries(['own', series], series, window)
  if (shown.length === 0 || !data.found) return null
  return (
    <section>
      <h2 className="charts-title">{t('metrics.own')}</h2>
      <div className="charts">
        {charts.map(({ key, metric, statistic }) => (
          <Chart
            key={`${metric.namespace} ${metric.name} ${JSON.stringify(metric.dimensions)}`}
            title={`${metric.namespace} ${metric.name}`}
            kind={kindOf(statistic)}
            series={[
              data.line(key, metric.dimensions.map(each => each.Value).join(' · ') || t(`metrics.stat.${statistic}`), 'ink-running'),
            ]}
            format={value => data.number.format(value)}
            {...data.axis}
          />
        ))}
      </div>
    </section>
  )
}
