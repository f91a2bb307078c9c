import type { CoverageReport } from './coverage.ts'

/** LCOV's tracefile: states are lines and functions, whatever decides is a branch. */
export function lcov(reports: readonly CoverageReport[]): string {
  return reports.map(fileText).join('')
}

function fileText({ file, items }: CoverageReport): string {
  const states = items.filter(({ metric }) => metric === 'states')
  const branches = items.filter(({ metric }) => metric !== 'states')
  const hitLines = new Map<number, number>()
  for (const { line, hits } of states) hitLines.set(line, (hitLines.get(line) ?? 0) + hits)
  const lines = [...hitLines].sort(([one], [other]) => one - other)
  const reached = new Set(states.filter(({ hits }) => hits > 0).map(({ state }) => state))
  return `${[
    'TN:',
    `SF:${file}`,
    ...states.map(({ line, state }) => `FN:${line},${state}`),
    ...states.map(({ hits, state }) => `FNDA:${hits},${state}`),
    `FNF:${states.length}`,
    `FNH:${states.filter(({ hits }) => hits > 0).length}`,
    // A dash is for a branch that nothing came to.
    ...branches.map(({ line, hits, state }, index) => `BRDA:${line},0,${index},${reached.has(state) ? hits : '-'}`),
    `BRF:${branches.length}`,
    `BRH:${branches.filter(({ hits }) => hits > 0).length}`,
    ...lines.map(([line, hits]) => `DA:${line},${hits}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(([, hits]) => hits > 0).length}`,
    'end_of_record',
  ].join('\n')}\n`
}
