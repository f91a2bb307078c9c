import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Command, Option } from 'commander'
import { type DevSession, openDevSession } from '../project/dev-session.ts'
import { ProjectError } from '../project/project.ts'
import { caller, type InProcess } from '../server/example.ts'
import type { MockConfig } from '../server/mocks/mock-config.ts'
import { openServer, type Server } from '../server/open-server.ts'
import { giveBackWhenIdle } from '../server/operation/idle-memory.ts'
import { changeLine } from './change-line.ts'
import { listenToKeys } from './dev-keys.ts'
import { DEFAULT_ACCOUNT, DEFAULT_PORT, DEFAULT_REGION } from './endpoint.ts'
import { clientEnvironment } from './env.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'
import { mocksIn } from './mocks-in.ts'
import { portNumber } from './number-option.ts'
import { readFolder } from './read-folder.ts'
import { startTrouble } from './start-trouble.ts'

interface DevOptions {
  port: number
  functions?: string
  data?: string
  mockConfig?: string
  json?: boolean
}

/** `pasos dev [DIR]`: a server for a folder, which has what the folder has. */
export function addDevCommand(program: Command, version: string): void {
  program
    .command('dev')
    .description('run a server for a folder, and deploy whatever changes in it')
    .argument('[folder]', 'definitions, Terraform, and functions/ with a folder for each function', '.')
    .option('-p, --port <number>', 'the port to listen on; 0 takes a free one', portNumber, DEFAULT_PORT)
    .option('--functions <folder>', 'the folder with a folder for each function')
    .option('-d, --data <folder>', 'where everything durable is kept; .pasos in the folder without it')
    .addOption(new Option('--mock-config <file>', 'test cases as Step Functions Local reads them; watched too').env('SFN_MOCK_CONFIG'))
    .option('--json', 'one JSON object a line')
    .action(async (folder: string, options: DevOptions) => {
      await readFolder(folder, options.functions)
      await develop(folder, options, version)
    })
}

async function develop(folder: string, options: DevOptions, version: string): Promise<void> {
  const say = sayer(options.json === true)
  const mocks = watchedMocks(options.mockConfig)
  let inside: InProcess | undefined
  const server = await open(folder, options, version, mocks.config, target => {
    inside = target
  })
  const place = { accountId: DEFAULT_ACCOUNT, region: DEFAULT_REGION }
  const call = caller(inside!)
  let session: DevSession | undefined
  // Before anybody is told that it is ready, and might end it.
  const quit = closing(server, () => session?.close())
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quit)
  say('ready', { url: server.url }, message('ready', { version, url: server.url }))
  const onFile = (since: number) => {
    const { isOther, problem } = mocks.reload()
    if (!isOther) return
    const ms = Math.round(performance.now() - since)
    if (problem === undefined) say('mocks', { ms }, message('mocksReloaded', { file: options.mockConfig!, ms }))
    else say('problem', { reason: problem }, message('projectWrong', { reason: problem }))
  }
  session = await openDevSession({
    ...{ folder, functions: options.functions, data: options.data, target: { call, ...place }, file: options.mockConfig, onFile },
    onChange: change => say('change', { change }, changeLine(change)),
    onProblem: reason => say('problem', { reason }, message('projectWrong', { reason })),
    onSolved: () => say('solved', {}, message('projectRight')),
  }).catch(async (error: Error) => {
    await server.close()
    throw error instanceof ProjectError ? new CommandError(error.message, EXIT.usage) : error
  })
  giveBackWhenIdle()
  if (!options.json) process.stdout.write(`${overview(session, server, folder)}\n`)
  if (!options.json) listenToKeys({ url: server.url, call, session, folder, quit })
}

async function open(
  folder: string,
  options: DevOptions,
  version: string,
  mocks: MockConfig | undefined,
  prepare: (target: InProcess) => void,
) {
  const place = { host: '127.0.0.1', port: options.port, folder: resolve(options.data ?? join(folder, '.pasos')) }
  try {
    return await openServer({
      ...{ ...place, deployExample: false, version, mocks },
      ...{ accountId: DEFAULT_ACCOUNT, region: DEFAULT_REGION },
      ...{ posture: { auth: 'trust' }, allowedHosts: [], keepsAwsLimits: true, executionDays: 0, keepsExpressHistory: true },
      ...{ sandbox: 'any', retentionDays: 90, diskReserveBytes: 100_000_000 },
      prepare: async target => prepare(target),
      onFatal: error => {
        process.stderr.write(`${message('storeFailed', { reason: error.message })}\n`)
        process.exit(EXIT.failed)
      },
    })
  } catch (error) {
    throw await startTrouble(error, place)
  }
}

/** Lines for people, or an object a line for programs. */
function sayer(isJson: boolean) {
  return (event: string, facts: object, line: string) => process.stdout.write(`${isJson ? JSON.stringify({ event, ...facts }) : line}\n`)
}

/** Mocks whose file may change while the server runs. */
function watchedMocks(file: string | undefined): {
  config: MockConfig | undefined
  /** Reads the file again: whether there is something new to tell, and what is wrong with it. */
  reload(): { isOther: boolean; problem?: string }
} {
  if (file === undefined) return { config: undefined, reload: () => ({ isOther: false }) }
  const config = new Map(mocksIn(file, read => read))
  let told: MockConfig | string = new Map(config)
  const isOther = (now: MockConfig | string): boolean => {
    const before = told
    told = now
    return !isDeepStrictEqual(before, now)
  }
  return {
    config,
    reload() {
      try {
        const read = mocksIn(file, each => each)
        config.clear()
        for (const [machine, cases] of read) config.set(machine, cases)
        return { isOther: isOther(read) }
      } catch (error) {
        const problem = (error as Error).message
        return { isOther: isOther(problem), problem }
      }
    },
  }
}

/** What is there, and how to reach it. */
function overview(session: DevSession, { url }: Server, folder: string): string {
  const { machines, functions } = session.project()
  const rows = [
    ...machines.map(({ name, file }) => [message('aMachine'), name, file]),
    ...functions.map(({ name, runtime, handler }) => [message('aFunction'), name, `${runtime}  ${handler}`]),
  ]
  const widths = [0, 1].map(column => Math.max(...rows.map(row => row[column]!.length)))
  const table = rows.map(([kind, name, what]) => `  ${kind!.padEnd(widths[0]!)}  ${name!.padEnd(widths[1]!)}  ${what}`)
  const environment = clientEnvironment(url, undefined).map(([name, value]) => `  export ${name}=${value}`)
  return ['', ...table, '', message('forClients'), '', ...environment, '', message('watching', { folder: resolve(folder) })].join('\n')
}

function closing(server: Server, leave: () => void): () => void {
  let isClosing = false
  return () => {
    if (isClosing) process.exit(EXIT.interrupted)
    isClosing = true
    leave()
    process.stderr.write(`${message('stopping')}\n`)
    server.close().then(
      () => process.exit(EXIT.ok),
      () => process.exit(EXIT.failed),
    )
  }
}
