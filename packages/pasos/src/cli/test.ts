import { join } from 'node:path'
import type { CoverageReport, FileOutcome, Metric, Thresholds } from '@pasos/test'
import type { Command } from 'commander'
import type { Comparison } from './against.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { keepStdout } from './keep-stdout.ts'
import { message } from './messages.ts'
import { numberOption } from './number-option.ts'
import { serviceRefusal } from './service-refusal.ts'
import { findTestFiles } from './test-sources.ts'
import { writeText } from './write-text.ts'

interface TestOptions {
  filter?: string
  coverage?: boolean
  watch?: boolean
  coverageDir?: string
  threshold?: number
  json?: boolean
  tap?: boolean
  junit?: string
  against?: string
  profile?: string
}

/** Of the JSON; a member that goes or changes its meaning raises it. */
const SCHEMA = 'pasos.test/1'
/** What `--threshold` asks for; outcomes of Maps are asked for by a file of tests itself. */
const ASKED: readonly Metric[] = ['states', 'transitions', 'choiceRules', 'retriers', 'catchers']

/** `pasos test [PATHS…]`: runs tests of state machines in this process, without a server. Ends with 1 when one fails. */
export function addTestCommand(program: Command): void {
  program
    .command('test')
    .description('run tests of state machines: *.asltest.json and *.asltest.yaml, without a server')
    .argument('[paths...]', 'files, folders or globs; the folder here without any')
    .option('-f, --filter <text>', 'only tests whose name has this in it')
    .option('--coverage', 'say what the tests never ran')
    .option('--coverage-dir <folder>', 'write lcov.info, coverage.json and index.html, the graph with what was never run, there')
    .option(
      '--threshold <percent>',
      'fail below this coverage of states, transitions, rules, retriers and catchers',
      numberOption({ is: 'a percentage from 0 to 100', least: 0, most: 100 }),
    )
    .option('-w, --watch', 'run them again whenever a file changes')
    .option('--json', 'print everything as one JSON object')
    .option('--tap', 'print the Test Anything Protocol')
    .option('--junit <file>', "write JUnit's XML too")
    .option('--against <place>', 'ask TestState of AWS (aws) or of an endpoint (an address) the same, state by state')
    .option('--profile <name>', "of the AWS CLI's settings, for --against aws")
    .action(async (paths: string[], options: TestOptions) => {
      const places = paths.length === 0 ? ['.'] : paths
      if (!options.watch) process.exitCode = await runTests(places, options)
      else (await import('./watch-tests.ts')).watchTests(places, [options.coverageDir, options.junit])
    })
}

async function runTests(paths: readonly string[], options: TestOptions): Promise<number> {
  const { junit, readCaseFile, runCaseFiles, SourceError, tap } = await import('@pasos/test')
  const sources = findTestFiles(paths)
  const comparison = options.against === undefined ? undefined : await compare(options.against, options.profile)
  try {
    const thresholds = sources.map(file => readCaseFile(file).thresholds)
    const kept = keepStdout()
    const { files, coverage } = await runCaseFiles(sources, { filter: options.filter, alsoCheck: comparison?.check }).finally(kept.release)
    if (options.filter !== undefined && files.every(({ cases }) => cases.length === 0)) {
      throw new CommandError(message('noTestLike', { text: options.filter }), EXIT.usage)
    }
    const stopped = comparison?.stopped()
    if (stopped !== undefined) throw stoppedThere(stopped, options.against!)
    const below = await missed(coverage, thresholds, options)
    if (options.junit !== undefined) writeText(options.junit, junit(files))
    if (options.coverageDir !== undefined) await writeCoverage(options.coverageDir, coverage)
    if (options.json) process.stdout.write(`${JSON.stringify(jsonOf(files, coverage, below, comparison), null, 2)}\n`)
    else if (options.tap) process.stdout.write(tap(files))
    else process.stdout.write(await textOf(files, coverage, options, comparison))
    for (const what of below) process.stderr.write(`${message('belowThreshold', { what })}\n`)
    const failed = files.some(({ cases }) => cases.some(({ status }) => status === 'failed'))
    return failed || below.length > 0 ? EXIT.failed : EXIT.ok
  } catch (error) {
    if (error instanceof SourceError) throw new CommandError(error.message, EXIT.usage)
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new CommandError((error as Error).message, EXIT.usage)
    throw error
  }
}

/** What keeps a place from being asked at all, in one line. */
function stoppedThere(error: Error, place: string): CommandError {
  const refusal = serviceRefusal(error)
  if (refusal !== undefined) return refusal
  if (error.name === 'CredentialsProviderError')
    return new CommandError(message('noKeysFor', { place, reason: error.message }), EXIT.notAllowed)
  return new CommandError(message('noAnswerThere', { place, reason: error.message }), EXIT.unreachable)
}

async function compare(place: string, profile: string | undefined): Promise<Comparison> {
  if (place !== 'aws' && !URL.canParse(place)) throw new CommandError(message('notAPlace', { place }), EXIT.usage)
  const { compareWith } = await import('./against.ts')
  return compareWith(place, profile)
}

async function missed(coverage: CoverageReport[], ofFiles: readonly Thresholds[], { threshold }: TestOptions): Promise<string[]> {
  const { missedThresholds } = await import('@pasos/test')
  const asked = threshold === undefined ? {} : Object.fromEntries(ASKED.map(metric => [metric, threshold]))
  // The files' own, the highest where several are about one definition.
  const own: Thresholds = {}
  for (const each of ofFiles) {
    for (const [metric, least] of Object.entries(each) as [Metric, number][]) own[metric] = Math.max(own[metric] ?? 0, least)
  }
  return missedThresholds(coverage, { ...own, ...asked })
}

async function textOf(files: readonly FileOutcome[], coverage: CoverageReport[], options: TestOptions, comparison?: Comparison) {
  const { coverageText } = await import('@pasos/test')
  const cases = files.flatMap(({ file, cases: own }) => own.map(test => ({ file, ...test })))
  const lines = cases.flatMap(({ file, name, line, status, problems, path, ms }) => {
    if (status === 'passed') return [`✓ ${name} (${ms} ms)`]
    const way = path === '' ? [] : [`  ${message('itWent')} ${path.trim().split('\n').join(' → ')}`]
    return [`✗ ${name}  ${file}:${line}`, ...problems.map(problem => `  ${problem.replaceAll('\n', '\n  ')}`), ...way]
  })
  const failed = cases.filter(({ status }) => status === 'failed').length
  const sums = [message('testsPassed', { passed: cases.length - failed }), ...(failed > 0 ? [message('testsFailed', { failed })] : [])]
  const place = comparison && [
    message('comparedStates', { compared: comparison.compared(), place: comparison.place }),
    ...untold(comparison),
  ]
  const covered = options.coverage || options.threshold !== undefined ? ['', coverageText(coverage).trimEnd()] : []
  return `${[...lines, '', sums.join(', '), ...(place ?? []), ...covered].join('\n')}\n`
}

function untold(comparison: Comparison): string[] {
  const states = comparison.unasked()
  return states.length === 0 ? [] : [message('unaskedStates', { states: states.join(', ') })]
}

function jsonOf(files: readonly FileOutcome[], coverage: CoverageReport[], below: string[], comparison?: Comparison) {
  const statuses = files.flatMap(({ cases }) => cases.map(({ status }) => status))
  const failed = statuses.filter(status => status === 'failed').length
  return {
    schema: SCHEMA,
    passed: statuses.length - failed,
    failed,
    belowThreshold: below,
    ...(comparison && { against: { place: comparison.place, compared: comparison.compared(), notCompared: comparison.unasked() } }),
    files: files.map(({ file, cases }) => ({ file, tests: cases })),
    coverage,
  }
}

async function writeCoverage(folder: string, coverage: CoverageReport[]): Promise<void> {
  const { lcov } = await import('@pasos/test')
  writeText(join(folder, 'lcov.info'), lcov(coverage))
  writeText(join(folder, 'coverage.json'), `${JSON.stringify(coverage, null, 2)}\n`)
  const { coveragePage } = await import('./coverage-page.ts')
  writeText(join(folder, 'index.html'), coveragePage(coverage))
}
