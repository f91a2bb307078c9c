import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { listOtherMetrics, type Series } from '../api/cloudwatch.ts'
import { listMachines } from '../api/step-functions.ts'
import { useTitle } from '../app/use-title.ts'
import { Chart } from '../components/chart.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import './metrics/metrics.css'
import { ExecutionCharts } from './metrics/execution-charts.tsx'
import { ServiceGauges } from './metrics/service-gauges.tsx'
import { SpanChoice, spanOf } from './metrics/span-choice.tsx'
import { type Span, useSeries } from './metrics/use-series.ts'

/** What CloudWatch has counted here: executions by how they ended, how long they took, and metrics of one's own. */
export default function Metrics() {
  const { t } = useTranslation('pages')
  useTitle(t('metrics.title'))
  const [address, setAddress] = useSearchParams()
  const span = spanOf(address.get('span'))
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
        <SpanChoice span={span} onChange={next => change('span', next)} />
      </div>
      {machines.error && <Problem error={machines.error} retry={() => void machines.refetch()} />}
      {machines.data && <ExecutionCharts key={`${chosen} ${span}`} arns={arns} span={span} />}
      <ServiceGauges />
      <OwnMetrics key={span} span={span} />
    </>
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
