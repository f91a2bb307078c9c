const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How far back charts may go, in seconds; what was counted is kept for fifteen days. */
export const SPANS = {
  hour: HOUR,
  threeHours: 3 * HOUR,
  halfDay: 12 * HOUR,
  day: DAY,
  threeDays: 3 * DAY,
  week: 7 * DAY,
  all: 15 * DAY,
} as const
export type Span = keyof typeof SPANS

/** What one point may stand for, in seconds. */
export const PERIODS = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, DAY] as const

/** Statistics that can be chosen; percentiles of what was put in as sums are empty. */
export const STATISTICS = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'p90', 'p95', 'p99'] as const
export type Statistic = (typeof STATISTICS)[number]

/** Left alone, a chart has at most so many points; asked for shorter periods, so many. It never has fewer than the least. */
const USUAL_POINTS = 72
const MOST_POINTS = 750
const FEWEST_POINTS = 3

/** The stretch of time that charts show, and how. */
export interface ChartWindow {
  /** Nothing where two instants bound it. */
  span: Span | undefined
  /** Epoch milliseconds, where instants bound it. */
  from?: number
  until?: number
  periodSeconds: number
  /** Chosen, not worked out. */
  hasOwnPeriod: boolean
  /** Nothing: each chart shows what suits it. */
  statistic: Statistic | undefined
}

/** The window that an address names. What fits nothing there is as if it were not there. */
export function windowOf(address: URLSearchParams): ChartWindow {
  const [from, until] = [instant(address.get('from')), instant(address.get('until'))]
  const bounded = from !== undefined && until !== undefined && from < until ? { from, until } : undefined
  const span = bounded ? undefined : ((Object.keys(SPANS) as Span[]).find(each => each === address.get('span')) ?? 'hour')
  const seconds = bounded ? (bounded.until - bounded.from) / 1_000 : SPANS[span!]
  const own = periodsFor(seconds).find(each => each === Number(address.get('period')))
  return {
    ...{ span, ...bounded, periodSeconds: own ?? usualPeriod(seconds), hasOwnPeriod: own !== undefined },
    statistic: STATISTICS.find(each => each === address.get('stat')),
  }
}

/** The same for a chart that asks for periods of its own, which are kept where they fit. */
export function withPeriod(window: ChartWindow, wantedSeconds: number): ChartWindow {
  if (window.hasOwnPeriod || wantedSeconds <= window.periodSeconds) return window
  const longest = Math.max(window.periodSeconds, Math.floor(lengthOf(window) / FEWEST_POINTS / MINUTE) * MINUTE)
  return { ...window, periodSeconds: Math.min(Math.ceil(wantedSeconds / MINUTE) * MINUTE, longest) }
}

/** In seconds. */
export function lengthOf({ span, from = 0, until = 0 }: ChartWindow): number {
  return span ? SPANS[span] : (until - from) / 1_000
}

/** The periods that give charts of so many seconds neither too few points nor too many. */
export function periodsFor(seconds: number): number[] {
  return PERIODS.filter(period => seconds / period >= FEWEST_POINTS && seconds / period <= MOST_POINTS)
}

/** Two moments may lie millennia apart while somebody types a year: then a point stands for many days. */
function usualPeriod(seconds: number): number {
  return PERIODS.find(period => seconds / period <= USUAL_POINTS) ?? Math.ceil(seconds / USUAL_POINTS / DAY) * DAY
}

/** The beginnings of the periods shown, epoch milliseconds, on whole periods; the last is the one that `now` is in, or that ends the window. */
export function timesOf(window: ChartWindow, now: number): number[] {
  const period = window.periodSeconds * 1_000
  const end = Math.ceil((window.until ?? now + 1) / period) * period
  const begin =
    window.from === undefined ? end - Math.floor((lengthOf(window) * 1_000) / period) * period : Math.floor(window.from / period) * period
  return Array.from({ length: Math.max(1, Math.round((end - begin) / period)) }, (_, index) => begin + index * period)
}

function instant(text: string | null): number | undefined {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? undefined : at
}
