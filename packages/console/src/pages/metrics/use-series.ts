import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readSeries, type Series } from '../../api/cloudwatch.ts'
import type { ChartSeries } from '../../components/chart.tsx'

const MINUTE = 60_000
export const SPANS = {
  hour: { ms: 60 * MINUTE, periodSeconds: 60 },
  day: { ms: 24 * 60 * MINUTE, periodSeconds: 1_800 },
  week: { ms: 7 * 24 * 60 * MINUTE, periodSeconds: 6 * 3_600 },
} as const
export type Span = keyof typeof SPANS

/** A chart has so many points at least, however long the periods are that somebody asks for. */
const FEWEST = 6

/** Reads series of a span, renewed each minute, and what charts need to draw them; in longer periods than usual where those are asked for. */
export function useSeries(key: readonly unknown[], series: readonly Series[], span: Span, wantedSeconds = 0) {
  const { i18n } = useTranslation()
  const { ms } = SPANS[span]
  const periodSeconds = Math.min(Math.max(SPANS[span].periodSeconds, Math.ceil(wantedSeconds / 60) * 60), ms / 1_000 / FEWEST)
  const query = useQuery({
    queryKey: ['series', span, periodSeconds, ...key],
    enabled: series.length > 0,
    refetchInterval: MINUTE,
    queryFn: async () => {
      const period = periodSeconds * 1_000
      const until = Math.ceil((Date.now() + 1) / period) * period
      const from = until - Math.floor(ms / period) * period
      const times = Array.from({ length: Math.floor(ms / period) }, (_, index) => from + index * period)
      return { times, points: await readSeries(series, { from, until, periodSeconds }) }
    },
  })
  const time = new Intl.DateTimeFormat(i18n.language, {
    ...(span === 'hour' ? {} : { day: 'numeric', month: 'short' }),
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  })
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
