import { type CoverageReport, totalsOf } from './coverage.ts'

/** Reports of the same files, as processes of their own wrote them, as one. */
export function mergeCoverage(reports: readonly CoverageReport[]): CoverageReport[] {
  const byFile = new Map<string, CoverageReport>()
  for (const report of reports) {
    const known = byFile.get(report.file)
    byFile.set(report.file, known === undefined ? report : merged(known, report))
  }
  return [...byFile.values()]
}

function merged(one: CoverageReport, other: CoverageReport): CoverageReport {
  const key = ({ metric, state, what }: CoverageReport['items'][number]) => JSON.stringify([metric, state, what])
  const hits = new Map(other.items.map(item => [key(item), item.hits]))
  const items = one.items.map(item => ({ ...item, hits: item.hits + (hits.get(key(item)) ?? 0) }))
  return { file: one.file, items, totals: totalsOf(items) }
}
