import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { type SandboxChoice, sandboxLevel } from '@pasos/lambda/sandbox'
import { allServices, type GivenKeys } from '@pasos/services'
import { withoutPassword } from '@pasos/store-postgres/hosts'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { consoleLink } from '../server/door/console-session.ts'
import { canTellPeers } from '../server/door/peer.ts'
import { decidePosture, type Posture } from '../server/door/posture.ts'
import { EXAMPLE_MACHINE } from '../server/example.ts'
import { type ApiEndpoints, parseApiEndpoint } from '../server/forward/api-endpoints.ts'
import { type ForwardTargets, parseForward, readForwardFile } from '../server/forward/forward-targets.ts'
import type { FrontOptions } from '../server/open-listeners.ts'
import { openServer, type Server } from '../server/open-server.ts'
import { giveBackWhenIdle } from '../server/operation/idle-memory.ts'
import { encryptionKeyOption, readEncryptionKey } from './encryption-key.ts'
import { DEFAULT_ACCOUNT, DEFAULT_PORT, DEFAULT_REGION } from './endpoint.ts'
import { clientEnvironment } from './env.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { type MessageKey, message } from './messages.ts'
import { mocksIn } from './mocks-in.ts'
import { nodeAddress } from './node-address.ts'
import { numberOption, portNumber, wholeNumber } from './number-option.ts'
import { addOperationOptions, type OperationOptions, operationOf } from './operation-options.ts'
import { readText } from './read-text.ts'
import { startTrouble } from './start-trouble.ts'

const LAST_ANSWERS_MS = 300
const WHERE_FUNCTIONS_RUN = { none: 'inNothing', process: 'inProcesses', bubblewrap: 'inBubblewrap' } as const

interface StartOptions extends OperationOptions {
  port: number
  host: string
  data: string
  encryptionKey?: string
  postgres?: string
  nodeAddress?: { host: string; port: number }
  example: boolean
  account: string
  region: string
  awsLimits: boolean
  executionDays: number
  expressHistory?: boolean
  iam: 'enforce' | 'soft'
  oidcKeys?: GivenKeys
  sandbox: SandboxChoice
  retentionDays: number
  services?: string[]
  forward?: ForwardTargets
  forwardFile?: ForwardTargets
  mockConfig?: string
  apiEndpoint?: ApiEndpoints
  allowHttp?: string[]
  auth?: 'trust' | 'verify'
  allowHost: string[]
  tlsCert?: string
  tlsKey?: string
  publicUrl?: string
  behindProxy?: boolean
  allowNoAuth?: boolean
  json?: boolean
  diskReserve: number
  drainSeconds: number
}

const wholeDays = numberOption({ is: 'a whole number of days', isWhole: true, least: 0 })

/** `pasos start`: the server, until SIGTERM or Ctrl-C. */
export function addStartCommand(program: Command, version: string): void {
  const command = program
    .command('start')
    .description('start the server: AWS APIs and console on one port')
    .option('-p, --port <number>', 'the port to listen on; 0 takes a free one', portNumber, DEFAULT_PORT)
    .option('--host <address>', 'the address to listen on', address, '127.0.0.1')
    .option('-d, --data <folder>', 'where everything durable is kept', join('.', '.pasos'))
    .addOption(encryptionKeyOption())
    .addOption(
      new Option(
        '--postgres <url>',
        'keep everything durable in this PostgreSQL; several hosts may be named, as in postgres://h1,h2/name',
      ).env('PASOS_POSTGRES'),
    )
    .addOption(
      new Option(
        '--node-address <address>',
        'where the other nodes on that PostgreSQL reach this one, as HOST or HOST:PORT; without: on this machine alone',
      )
        .env('PASOS_NODE_ADDRESS')
        .argParser(nodeAddress),
    )
    .option('--no-example', 'do not deploy the worked example on the first start')
    .option('--account <id>', 'the account of callers whose access key names none', DEFAULT_ACCOUNT)
    .option('--region <name>', "the region of Pasos' own resources", DEFAULT_REGION)
    .option('--no-aws-limits', "lift AWS's limits on payloads and histories")
    .option(
      '--execution-days <number>',
      'time executions out that run longer, as AWS does after 365; 0 lets them run for ever',
      wholeDays,
      0,
    )
    .option('--retention-days <number>', 'how long ended executions are kept; 0 keeps them for ever', wholeDays, 90)
    .option('--express-history', 'keep Express executions in the index, so that they can be listed and seen')
    .addOption(
      new Option('--iam <mode>', 'whether what policies do not allow is refused, or only told and collected')
        .choices(['enforce', 'soft'])
        .default('enforce')
        .env('PASOS_IAM'),
    )
    .option('--oidc-keys <issuer=file>', 'keys (JWKS) of an OpenID Connect provider; may be given several times', issuerKeys)
    .addOption(
      new Option('--sandbox <kind>', 'how functions are kept apart')
        .choices(['auto', 'any', 'process', 'bubblewrap'])
        .default('auto')
        .env('PASOS_SANDBOX'),
    )
    .addOption(
      new Option('--mock-config <file>', 'test cases as Step Functions Local reads them; start them as ARN#TestCase').env(
        'SFN_MOCK_CONFIG',
      ),
    )
    .option('--allow-http <hosts>', 'addresses inside that may be called for users, e.g. localhost:3000; others inside are refused', list)
    .option('--services <scopes>', 'serve only these, e.g. states,lambda,iam,logs, and what they need; without: all', scopes)
    .option('--forward <services=place>', 'call these elsewhere: SERVICE[,SERVICE]=URL or =aws; may be given several times', forward)
    .option('--forward-file <file>', 'the same for many, as JSON: { "sqs": "http://localhost:4566", "athena,glue": "aws" }', forwardFile)
    .option(
      '--api-endpoint <host=url>',
      'where the API is that apigateway:invoke knows as HOST (or by its id); may be given several times',
      apiEndpoint,
    )
    .addOption(new Option('--auth <mode>', 'whether the owner of this machine needs a key').choices(['trust', 'verify']))
    .option('--allow-host <name>', 'answer to this name too; may be given several times', hostName, [] as string[])
    .option('--tls-cert <file>', 'speak TLS with this certificate chain (PEM)')
    .option('--tls-key <file>', 'the private key of the certificate (PEM)')
    .option(
      '--public-url <url>',
      'where clients reach the server, e.g. that of a load balancer: URLs that it gives out begin with it',
      publicUrl,
    )
    .option('--behind-proxy', 'a proxy before this server speaks TLS')
    .option('--disk-reserve <megabytes>', 'refuse new work while the disk has less room than this', wholeNumber, 100)
    .option('--drain-seconds <number>', 'go on serving for so long after SIGTERM, while health says 503', wholeNumber, 0)
    .option('--allow-no-auth', 'let everybody who reaches the port do everything')
    .option('--json', 'print it as JSON')
  addOperationOptions(command).action(async (options: StartOptions) => {
    const server = await open(options, version)
    // Before anybody is told that it is ready, and might end it.
    stopOnSignal(server, options.drainSeconds)
    announce(server, version, frontOf(options).posture, options)
    giveBackWhenIdle()
  })
}

async function open(options: StartOptions, version: string): Promise<Server> {
  const front = frontOf(options)
  try {
    return await openServer({
      ...front,
      folder: resolve(options.data),
      encryptionKey: keyOf(options),
      postgres: options.postgres,
      publicUrl: options.publicUrl,
      reachedAt: options.nodeAddress,
      onWaiting: node => process.stderr.write(`${message('waitsFor', { node })}\n`),
      onOtherRootKey: () => process.stderr.write(`${message('otherRootKey', { folder: resolve(options.data) })}\n`),
      deployExample: options.example,
      accountId: options.account,
      region: options.region,
      version,
      keepsAwsLimits: options.awsLimits,
      executionDays: options.executionDays,
      keepsExpressHistory: options.expressHistory === true,
      iam: options.iam,
      oidcKeys: options.oidcKeys,
      sandbox: options.sandbox,
      retentionDays: options.retentionDays,
      ...operationOf(options, resolve(options.data)),
      diskReserveBytes: options.diskReserve * 1_000_000,
      services: options.services,
      allowedHttp: options.allowHttp,
      mocks: options.mockConfig ? mocksIn(options.mockConfig, config => config) : undefined,
      apiEndpoints: options.apiEndpoint,
      forward: new Map([...(options.forwardFile ?? []), ...(options.forward ?? [])]),
      onFatal: error => {
        process.stderr.write(`${message(options.postgres === undefined ? 'storeFailed' : 'databaseFailed', { reason: error.message })}\n`)
        // Whoever waits has been refused: their answers, which SDKs take as a reason to try again, leave before the process does.
        setTimeout(() => process.exit(EXIT.failed), LAST_ANSWERS_MS)
      },
    })
  } catch (error) {
    throw await startTrouble(error, { port: options.port, host: options.host, folder: resolve(options.data) })
  }
}

/** @throws CommandError where it would protect only the half, or lie beside what it protects */
function keyOf({ encryptionKey: source, postgres, data }: StartOptions): Uint8Array | undefined {
  if (source === undefined) return undefined
  if (postgres !== undefined) throw new CommandError(message('noEncryptionInPostgres'), EXIT.usage)
  if (!/^(variable|command):/.test(source) && !relative(resolve(data), resolve(source)).startsWith('..'))
    throw new CommandError(message('keyInFolder'), EXIT.usage)
  return readEncryptionKey(source)
}

/** Where and to whom it answers, as the options say. @throws CommandError where that would be unsafe */
function frontOf(options: StartOptions): FrontOptions {
  const { host, port, auth, tlsCert, tlsKey, behindProxy = false, allowNoAuth = false, allowHost: allowedHosts } = options
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new CommandError(message('tlsNeedsBoth'), EXIT.usage)
  const tls = tlsCert !== undefined && tlsKey !== undefined ? { cert: readText(tlsCert), key: readText(tlsKey) } : undefined
  const posture = decidePosture({ host, auth, allowedHosts, hasTls: tls !== undefined, behindProxy, allowNoAuth })
  if (typeof posture === 'string') throw new CommandError(message(posture, { host }), EXIT.usage)
  const isExposed = behindProxy || !/^(127\.|::1$|localhost$)/.test(host)
  if (isExposed && options.sandbox === 'any' && sandboxLevel('any') === 'process') {
    throw new CommandError(message('sandboxNeedsYes'), EXIT.usage)
  }
  return { host, port, posture, behindProxy, allowedHosts, tls }
}

function factsOf({ url, folder, rootKey, sandbox }: Server, version: string): object {
  const environment = Object.fromEntries(clientEnvironment(url, rootKey))
  return { version, url, pid: process.pid, folder, sandbox, environment }
}

function announce(server: Server, version: string, posture: Posture, { json, iam, postgres, encryptionKey }: StartOptions): void {
  if (json) {
    process.stdout.write(inJson('pasos.start/1', factsOf(server, version)))
    return
  }
  const { url, rootKey } = server
  const lines = [
    message('ready', { version, url }),
    '',
    `  ${message('consoleAt')}  ${rootKey ? url + consoleLink(rootKey.secretAccessKey, Date.now()) : url}`,
    `  ${message('dataIn')}  ${server.folder}${encryptionKey === undefined ? '' : ` (${message('isEncrypted')})`}`,
    ...(postgres === undefined ? [] : [`  PostgreSQL  ${withoutPassword(postgres)}`]),
    `  ${message('trusted')}  ${message(whoIsTrusted(posture))}`,
    ...(iam === 'soft' ? [`  IAM  ${message('softIam')}`] : []),
    `  ${message('functionsIn')}  ${message(WHERE_FUNCTIONS_RUN[server.sandbox])}`,
    ...(server.exampleDeployed ? ['', message('exampleDeployed', { name: EXAMPLE_MACHINE })] : []),
    '',
    message('forClients'),
    '',
    ...clientEnvironment(url, rootKey).map(([name, value]) => `  export ${name}=${value}`),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** First signal: stop cleanly. Second: at once; nothing acknowledged can be lost either way. */
function stopOnSignal(server: Server, drainSeconds: number): void {
  let isStopping = false
  const stop = () => {
    if (isStopping) process.exit(EXIT.interrupted)
    isStopping = true
    process.stderr.write(`${message('stopping')}\n`)
    server.drain()
    const drained = new Promise(resolve => setTimeout(resolve, drainSeconds * 1_000))
    drained.then(server.close).then(
      () => process.exit(EXIT.ok),
      error => {
        process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
        process.exit(EXIT.failed)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
}

function forward(text: string, before?: ForwardTargets): ForwardTargets {
  try {
    return parseForward(text, before)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

function apiEndpoint(text: string, before?: ApiEndpoints): ApiEndpoints {
  try {
    return parseApiEndpoint(text, before)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

function forwardFile(file: string): ForwardTargets {
  try {
    return readForwardFile(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

function issuerKeys(text: string, before: GivenKeys = new Map()): GivenKeys {
  const [, issuer, file] = /^(https:\/\/[^=]+)=(.+)$/.exec(text) ?? []
  if (issuer === undefined || file === undefined) throw new InvalidArgumentError('https://ISSUER=FILE')
  try {
    const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: NonNullable<ReturnType<GivenKeys['get']>> }
    return new Map(before).set(issuer.replace(/\/$/, ''), [...keys])
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

function list(text: string): string[] {
  return text.split(',').map(name => name.trim())
}

function scopes(text: string): string[] {
  const names = list(text)
  const unknown = names.find(name => !allServices.some(({ scope }) => scope === name))
  if (unknown !== undefined) {
    throw new InvalidArgumentError(message('noSuchService', { name: unknown, known: allServices.map(({ scope }) => scope).join(', ') }))
  }
  return names
}

function address(text: string): string {
  if (text !== 'localhost' && isIP(text) === 0) throw new InvalidArgumentError('an IP address, or localhost')
  return text
}

/** Without the slash at its end, as paths are put behind it. */
function publicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  )
    throw new InvalidArgumentError('an http or https address without a path, such as https://pasos.example')
  return url.origin
}

function hostName(text: string, before: string[]): string[] {
  if (!/^[\w-]+(\.[\w-]+)*$/.test(text)) throw new InvalidArgumentError('a host name without a port')
  return [...before, text]
}

function whoIsTrusted({ auth }: Posture): MessageKey {
  if (auth === 'none') return 'trustsEverybody'
  if (auth === 'verify') return 'trustsKeys'
  return canTellPeers() ? 'trustsOwner' : 'trustsMachine'
}
