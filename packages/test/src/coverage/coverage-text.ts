import type { CoverageReport } from './coverage.ts'
import { METRICS, type Metric } from './coverage-items.ts'

/** Least percentages; a metric without one asks for nothing. */
export type Thresholds = Partial<Record<Metric, number>>

/** What was never run, for people: totals of each file and below them the lines that tests miss. */
export function coverageText(reports: readonly CoverageReport[]): string {
  return reports.map(reportText).join('\n')
}

function reportText({ file, items, totals }: CoverageReport): string {
  const sums = METRICS.filter(metric => totals[metric].total > 0).map(metric => {
    const { covered, total, percent } = totals[metric]
    return `  ${metric.padEnd(12)} ${percentText(percent).padStart(6)} %  ${covered}/${total}`
  })
  const missed = items
    .filter(({ hits, metric }) => hits === 0 && metric !== 'mapOutcomes')
    .map(({ line, state, metric, what }) => `  ${file}:${line} ${state}${what === '' ? '' : ` ${what}`} (${metric})`)
  return `${[file, ...sums, ...missed].join('\n')}\n`
}

/** 99.95 must not read as 100. */
export function percentText(percent: number): string {
  return (Math.floor(percent * 10) / 10).toFixed(percent === 100 ? 0 : 1)
}

/** The thresholds that are not met: `order.asl.json: states 75.0 % < 100 %`. */
export function missedThresholds(reports: readonly CoverageReport[], thresholds: Thresholds): string[] {
  const unknown = Object.keys(thresholds).find(name => !(METRICS as readonly string[]).includes(name))
  // A misspelt one would ask for nothing.
  if (unknown !== undefined) throw new Error(`There is no coverage of "${unknown}". There are: ${METRICS.join(', ')}`)
  return reports.flatMap(({ file, totals }) =>
    METRICS.flatMap(metric => {
      const least = thresholds[metric]
      if (least === undefined || totals[metric].percent >= least) return []
      return [`${file}: ${metric} ${percentText(totals[metric].percent)} % < ${least} %`]
    }),
  )
}
