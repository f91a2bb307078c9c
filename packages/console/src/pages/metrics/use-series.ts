import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readSeries, type Series } from '../../api/cloudwatch.ts'
import { type Formula, readFormula } from '../../api/metric-math.ts'
import { usePreferences } from '../../app/preferences.ts'
import type { ChartSeries } from '../../components/chart.tsx'
import { type ChartWindow, lengthOf, timesOf } from './chart-window.ts'

const MINUTE = 60_000
/** From so many seconds on, a time of day alone might be that of two days. */
const WITH_DATE = 12 * 3_600

const NO_FORMULAS: readonly Formula[] = []

/** Reads series, and what is worked out of some, over a window, renewed each minute unless it has an end, and what charts need to draw them. */
export function useSeries(key: readonly unknown[], series: readonly Series[], window: ChartWindow, formulas = NO_FORMULAS) {
  const { i18n } = useTranslation()
  const { zone } = usePreferences()
  const { span, from, until, periodSeconds } = window
  const query = useQuery({
    queryKey: ['series', span, from, until, periodSeconds, ...key],
    enabled: series.length + formulas.length > 0,
    refetchInterval: until === undefined && MINUTE,
    placeholderData: before => before,
    queryFn: async () => {
      const times = timesOf(window, Date.now())
      const bounds = { from: times[0]!, until: times.at(-1)! + periodSeconds * 1_000, periodSeconds }
      const [points, answers] = await Promise.all([
        readSeries(series, bounds),
        Promise.all(formulas.map(async formula => [formula.key, await readFormula(formula, bounds)] as const)),
      ])
      return { times, points, answers: new Map(answers) }
    },
  })
  const time = new Intl.DateTimeFormat(i18n.language, {
    ...(lengthOf(window) < WITH_DATE ? {} : { day: 'numeric', month: 'short' }),
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    ...(zone === 'UTC' ? { timeZone: 'UTC' } : {}),
  })
  return {
    found: query.data,
    error: query.error,
    retry: () => void query.refetch(),
    // Rates and shares are small.
    number: new Intl.NumberFormat(i18n.language, { maximumFractionDigits: formulas.length > 0 ? 3 : 1 }),
    axis: { times: query.data?.times ?? [], time },
    line: (name: string, shown: string, tone: string): ChartSeries => ({
      ...{ key: name, name: shown, tone },
      values: new Map((query.data?.points.get(name) ?? []).map(({ at, value }) => [at, value])),
    }),
  }
}
