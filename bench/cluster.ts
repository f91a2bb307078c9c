import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { hasFlag } from './setup/command-line.ts'
import type { Figures } from './setup/results.ts'

/**
 * All figures that a cluster is held against, one bench after the other on this machine, as one table. `--quick` does less of each: it shows that the
 * benches go, and its figures say little. What may be lost or doubled under faults is no figure: `npm run torture -- --mode cluster`,
 * `planted-cluster` and `patroni`.
 */
interface Row {
  what: string
  goal: string
  figure: string
  isMet(value: number): boolean
}
interface Bench {
  name: string
  words: readonly string[]
  quick: readonly string[]
  rows: readonly Row[]
}

const least = (what: string, figure: string, bound: number): Row => ({ what, figure, goal: `≥ ${bound}`, isMet: value => value >= bound })
const most = (what: string, figure: string, bound: number): Row => ({ what, figure, goal: `≤ ${bound}`, isMet: value => value <= bound })

const benches: readonly Bench[] = [
  {
    ...{ name: 'postgres', words: ['--seconds', '60', '--rounds', '1'], quick: ['--seconds', '3', '--rounds', '1'] },
    rows: [
      least('turns a second, 512 in flight, 60 s', 'turnsPerSecond', 45_000),
      most('hot tables after it, MB', 'hotTablesMb', 300),
      least('turns a CPU-second', 'turnsPerCpuSecond', 28_000),
      most('CPU of PostgreSQL for a turn, µs', 'postgresCpuUsPerTurn', 12),
      most('write-ahead log for a turn, bytes', 'walBytesPerTurn', 1_900),
      most('one turn alone, in calm, p50, ms', 'calmMsPerTurnP50', 0.4),
      most('the same, p99, ms', 'calmMsPerTurnP99', 2),
      most('one turn alone, in the wake of full load, p50, ms', 'wakeMsPerTurnP50', 0.4),
      most('the same, p99, ms', 'wakeMsPerTurnP99', 2),
    ],
  },
  {
    ...{ name: 'postgres', words: ['--standby', '--seconds', '10'], quick: ['--standby', '--seconds', '3', '--rounds', '1'] },
    rows: [least('turns a second with a synchronous standby here', 'turnsPerSecond', 30_000)],
  },
  {
    ...{ name: 'nodes', words: ['--seconds', '10'], quick: ['--seconds', '2', '--rounds', '1'] },
    rows: [least('two processes, of the rate of one', 'twoOfOne', 0.93), least('four processes, of the rate of one', 'fourOfOne', 0.85)],
  },
  {
    ...{ name: 'forwarded', words: [], quick: ['--calls', '300'] },
    rows: [most('a call that is handed on, more than at home, p50, ms', 'moreMsP50', 0.5)],
  },
  {
    ...{ name: 'take-over', words: ['--kills', '20'], quick: ['--kills', '2', '--executions', '160'] },
    rows: [
      most('a node is killed: first commit in its lanes, median, ms', 'firstCommitMsMedian', 600),
      most('the same, longest, ms', 'firstCommitMsMax', 1_000),
      most('the home is killed: first commit, median, ms', 'homeFirstCommitMsMedian', 600),
    ],
  },
  {
    ...{ name: 'take-over', words: ['--stop', '--kills', '6'], quick: ['--stop', '--kills', '2', '--executions', '160'] },
    rows: [most('a machine vanishes, lease of 3 s: first commit, median, ms', 'firstCommitMsMedian', 3_700)],
  },
  {
    ...{ name: 'take-over', words: ['--leave', '--kills', '6'], quick: ['--leave', '--kills', '2', '--executions', '160'] },
    rows: [most('a node leaves: longest silence of a lane, median, ms', 'silentMsMedian', 200)],
  },
  {
    ...{ name: 'adoption', words: [], quick: ['--tasks', '1000', '--parked', '5000'] },
    rows: [
      most('10,000 tasks under way are asked for again, ms', 'adoptedMs', 2_000),
      most('the same beside 100,000 that wait, ms', 'adoptedMsBesideParked', 2_000),
    ],
  },
]

const isQuick = hasFlag('--quick')
console.log('| what | goal | measured | |\n| --- | --- | --- | --- |')
for (const { name, words, quick, rows } of benches) {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const ran = spawnSync(process.execPath, [...process.execArgv, file, '--json', ...(isQuick ? quick : words)], { encoding: 'utf8' })
  if (ran.status !== 0) {
    console.log(`| \`${[name, ...words].join(' ')}\` | | failed | |`)
    console.error(ran.stderr)
    process.exitCode = 1
    continue
  }
  const { figures } = JSON.parse(ran.stdout.trim().split('\n').at(-1)!) as { figures: Figures }
  for (const { what, goal, figure, isMet } of rows) {
    const value = figures[figure] as number
    console.log(`| ${what} | ${goal} | ${value} | ${isMet(value) ? 'met' : 'missed'} |`)
  }
}
