/**
 * A distributed Map over very many items: children a second and the memory it takes, Standard and Express. Items come page by page from a
 * source, as they would from a file; results are not gathered (the state's output is null). At the end every item must have had one child
 * that succeeded, and the journal must be undamaged.
 *
 *     npm run bench -- map-run [--items 1000000] [--express] [--kill] [--from s3 [--csv] [--bytes 24]]
 *
 * `--kill` ends the process in the middle, without a word, and goes on in another. `--from s3`: items are the lines of one object (JSON, or CSV's
 * rows), of so many bytes each, and results are written to others; `bytesReadOfObject` is 1 when nothing was read twice.
 */
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import module from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { type Engine, type ItemSource, openEngine, type ResultSink } from '@pasos/engine'
import { sqliteStore } from '@pasos/store-sqlite'
import { argument, hasFlag, numberArgument } from './setup/command-line.ts'
import { publish, round } from './setup/results.ts'
import { type ItemFormat, mustHoldAll, openS3Items, type S3Items, s3MapMembers } from './setup/s3-items.ts'

const items = numberArgument('--items', 1_000_000)
const isExpress = hasFlag('--express')
const kills = hasFlag('--kill')
const isFromS3 = argument('--from') === 's3'
const bytes = numberArgument('--bytes', 24)
const format: ItemFormat = hasFlag('--csv') ? 'CSV' : 'JSONL'
const parent = 'arn:aws:states:us-east-1:123456789012:execution:bench:one'
const text = 'x'.repeat(80)

const source: ItemSource = {
  claims: resource => resource.endsWith(':s3:getObject'),
  async read({ item, most }) {
    const end = Math.min(item + most, items)
    const values = Array.from({ length: end - item }, (_, index) => ({ n: item + index, text }))
    return { outcome: 'read', values, next: String(end), isLast: end === items }
  },
}

/** Counts the results instead of keeping them. */
const sink: ResultSink = {
  claims: resource => resource.endsWith(':s3:putObject'),
  async write({ children }) {
    let next = 0
    for await (const { output, status } of children()) {
      const { n } = JSON.parse(output ?? '{}') as { n?: number }
      if (status !== 'SUCCEEDED' || n !== next) return { outcome: 'failed', cause: `The result ${next} is ${output} of ${status}` }
      next++
    }
    return { outcome: 'written', output: next }
  },
}

const madeUpMembers = {
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSONL' },
    Parameters: { Bucket: 'b', Key: 'k' },
  },
  ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } },
}

const definition = JSON.stringify({
  StartAt: 'M',
  States: {
    M: {
      Type: 'Map',
      ...(isFromS3 ? s3MapMembers(format) : madeUpMembers),
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: isExpress ? 'EXPRESS' : 'STANDARD' },
        StartAt: 'P',
        States: { P: { Type: 'Pass', End: true } },
      },
      MaxConcurrency: 1_000,
      End: true,
    },
  },
})

async function openOn(folder: string): Promise<Engine> {
  const fail = (error: unknown): never => {
    throw error
  }
  const where = { accountId: '123456789012', region: 'us-east-1', connectors: [] }
  return openEngine({ ...where, store: sqliteStore({ folder }), itemSources: [source], resultSinks: [sink], onFatal: fail, onDefect: fail })
}

async function start({ runtime }: Engine): Promise<void> {
  const machine = { stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:bench', stateMachineName: 'bench' }
  const request = { ...machine, executionArn: parent, name: 'one', roleArn: 'arn:aws:iam::123456789012:role/bench', definition }
  await runtime.start({ ...request, type: 'STANDARD', input: '{}' })
}

/** Runs until the end, or until so many children have ended and the process is killed. */
async function child(folder: string, isFirst: boolean): Promise<void> {
  // As the server does, whose threads have bounds of their own.
  setFlagsFromString('--max-semi-space-size=0')
  const begun = performance.now()
  const stored: S3Items | undefined = isFromS3 ? await openS3Items(folder, { items, bytes, format, isFirst }) : undefined
  const engine = stored?.engine ?? (await openOn(folder))
  const openMs = performance.now() - begun
  // As the server does when it is idle for the first time.
  module.flushCompileCache()
  const started = performance.now()
  if (isFirst) await start(engine)
  const rss: number[] = []
  const watch = setInterval(async () => {
    rss.push(process.memoryUsage.rss())
    if (!isFirst || !kills) return
    const [run] = await engine.index.mapRuns(parent)
    if ((run?.executionCounts.succeeded ?? 0) > items / 2) process.kill(process.pid, 'SIGKILL')
  }, 50)
  const ended = await engine.runtime.ended(parent)
  clearInterval(watch)
  const seconds = (performance.now() - (isFromS3 ? started : begun)) / 1_000
  const [run] = await engine.index.mapRuns(parent)
  if (stored ? ended?.status !== 'SUCCEEDED' : ended?.output !== String(items))
    throw new Error(`The Map ended as ${ended?.status}: ${ended?.output ?? ended?.cause}`)
  const { succeeded, total, running } = run!.executionCounts
  if (succeeded !== items || total !== items || running !== 0) throw new Error(`Counted ${JSON.stringify(run!.executionCounts)}`)
  const bytesReadOfObject = stored && stored.bytesRead() / stored.objectBytes
  if (stored) await mustHoldAll(stored, ended!.output!, items, format)
  const { damages, executions } = await engine.verify()
  if (damages.length > 0 || executions !== items + 1)
    throw new Error(`${executions} executions, damages: ${JSON.stringify(damages.slice(0, 3))}`)
  await (stored ?? engine).close()
  process.send?.({ seconds, openMs, mostBytes: mostByQuarter(rss), bytesReadOfObject })
}

/** The highest of each quarter of the samples: whether they grow. */
function mostByQuarter(samples: readonly number[]): number[] {
  const cut = (quarter: number): number => Math.floor((samples.length * quarter) / 4)
  return [0, 1, 2, 3].map(quarter => samples.slice(cut(quarter), cut(quarter + 1)).reduce((most, one) => Math.max(most, one), 0))
}

interface Figures {
  seconds: number
  openMs: number
  mostBytes: number[]
  /** Since the last kill. */
  bytesReadOfObject?: number
}

function inProcess(folder: string, isFirst: boolean): Promise<Figures | undefined> {
  return new Promise((resolve, reject) => {
    let figures: Figures | undefined
    const args = [...process.argv.slice(2), '--folder', folder, ...(isFirst ? ['--first'] : [])]
    // As the server is run.
    const execArgv = ['--max-semi-space-size=12', '--heap-growing-percent=20', ...process.execArgv]
    const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), MALLOC_ARENA_MAX: '2' }
    const process_ = fork(import.meta.filename, args, { execArgv, env })
    process_.on('message', told => {
      figures = told as Figures
    })
    process_.on('exit', code => (code === 0 || (code === null && isFirst && kills) ? resolve(figures) : reject(new Error(`Exit ${code}`))))
  })
}

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-bench-'))
  try {
    const data = join(folder, 'data')
    const figures = (await inProcess(data, true)) ?? (await inProcess(data, false))
    const { seconds, openMs, mostBytes, bytesReadOfObject } = figures!
    publish(`map-run${isFromS3 ? '-s3' : ''}${format === 'CSV' ? '-csv' : ''}${isExpress ? '-express' : ''}${kills ? '-killed' : ''}`, {
      items,
      seconds: round(seconds, 1),
      ...(kills ? {} : { childrenPerSecond: round(items / seconds) }),
      ...(bytesReadOfObject !== undefined && { itemBytes: bytes, bytesReadOfObject: round(bytesReadOfObject, 4) }),
      mostMegabytes: round(Math.max(...mostBytes) / 1024 ** 2),
      megabytesByQuarter: mostBytes.map(most => round(most / 1024 ** 2)).join(' '),
      ...(isFromS3 ? {} : { openMs: round(openMs) }),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const folder = argument('--folder')
if (folder !== undefined) await child(folder, hasFlag('--first'))
else await bench()
