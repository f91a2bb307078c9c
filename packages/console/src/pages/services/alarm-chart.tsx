import { useTranslation } from 'react-i18next'
import type { Series } from '../../api/cloudwatch.ts'
import { Chart } from '../../components/chart.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import '../metrics/metrics.css'
import { withPeriod } from '../metrics/chart-window.ts'
import { statisticName } from '../metrics/statistic-name.ts'
import { useSeries } from '../metrics/use-series.ts'
import { useChartWindow, WindowChoice } from '../metrics/window-choice.tsx'
import type { Watched } from './things.ts'

/** What an alarm watches, over time, and the limit that it watches for. */
export default function AlarmChart({ watched: { metric, statistic, periodSeconds, threshold } }: { watched: Watched }) {
  const { t } = useTranslation('services')
  const { t: words } = useTranslation('pages')
  const { window, change } = useChartWindow()
  const series: Series[] = [{ key: 'watched', metrics: [metric], statistic: window.statistic ?? statistic }]
  const data = useSeries(['alarm', series], series, withPeriod(window, periodSeconds))
  const limit = {
    ...{ key: 'limit', name: t('facts.threshold'), tone: 'ink-failed' },
    values: new Map(data.axis.times.map(at => [at, threshold])),
  }
  return (
    <>
      <div className="toolbar window-choice">
        <WindowChoice window={window} onChange={change} />
      </div>
      {data.error && <Problem error={data.error} retry={data.retry} />}
      {!data.found && !data.error && <Waiting lines={6} />}
      {data.found && (
        <div className="chart-alone">
          <Chart
            title={metric.name}
            kind="lines"
            series={[data.line('watched', statisticName(words, series[0]!.statistic), 'ink-running'), limit]}
            format={value => data.number.format(value)}
            {...data.axis}
          />
        </div>
      )}
    </>
  )
}
