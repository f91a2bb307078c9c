import { execFileSync } from 'node:child_process'
import { numberArgument } from './command-line.ts'
import { type Figures, percentile, publish } from './results.ts'

/**
 * `node median-of-runs.ts FILE --times N …`: runs a bench N times, each in a process of its own, and publishes the median of each
 * figure. Ratios are medians of ratios, each taken within one run.
 */
const file = process.argv[2]!
const times = numberArgument('--times', 5)
const words = process.argv.slice(3)
const passedOn = words.filter((word, at) => !['--save', '--json', '--times'].includes(word) && words[at - 1] !== '--times')
const runs: Figures[] = []
let name = ''
for (let run = 0; run < times; run++) {
  const printed = execFileSync(process.execPath, [...process.execArgv, file, '--json', ...passedOn], { encoding: 'utf8' })
  const result = JSON.parse(printed.trim().split('\n').at(-1)!) as { name: string; figures: Figures }
  name = result.name
  runs.push(result.figures)
}
const figures = Object.entries(runs[0]!).map(([key, value]) => [
  key,
  typeof value === 'number'
    ? percentile(
        runs.map(run => run[key] as number),
        0.5,
      )
    : value,
])
publish(name, { ...Object.fromEntries(figures), runs: times })
