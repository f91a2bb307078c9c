import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as logs from '@aws-sdk/client-cloudwatch-logs'
import * as iam from '@aws-sdk/client-iam'
import * as lambda from '@aws-sdk/client-lambda'
import * as states from '@aws-sdk/client-sfn'
import * as sts from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadService, type Shape } from '../packages/models/src/index.ts'
import { allServices } from '../packages/services/src/index.ts'
import { clientOptions, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const SWEEP = fileURLToPath(new URL('boto3_sweep.py', import.meta.url))
const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0
if (!hasBoto3) console.warn('The test with boto3 is skipped: python3 has none; python3 -m pip install boto3.')

/** The services whose clients are tried here, by scope. */
const packages = { states, lambda, iam, sts, logs }
const served = Object.fromEntries(
  allServices.filter(({ scope }) => scope in packages).map(({ scope, operations }) => [scope, Object.keys(operations)]),
)

const { folder, remove } = temporaryFolder('clients')
let server: RunningServer
beforeAll(async () => {
  server = await startServer({ folder })
})
afterAll(async () => {
  await server?.stop()
  remove()
})

describe('the SDK for JavaScript', () => {
  for (const [scope, operations] of Object.entries(served)) {
    it(`understands every answer of ${scope}`, async () => {
      const exported = packages[scope as keyof typeof packages] as unknown as Record<string, new (options: object) => AnyClient>
      const Client = Object.entries(exported).find(([name]) => /^(SFN|Lambda|IAM|STS|CloudWatchLogs)Client$/.test(name))![1]
      const client = new Client(clientOptions(server.url))
      const service = loadService(scope)
      const broken: string[] = []
      for (const name of operations) {
        const Command = exported[`${name}Command`]
        // An operation that is younger than the client.
        if (!Command) continue
        const problem = await problemOf(client.send(new Command(smallest(service.operation(name)!.input) as object)))
        if (problem) broken.push(`${name}: ${problem}`)
      }
      expect(broken).toEqual([])
    })
  }

  it('pages and waits', async () => {
    const client = new iam.IAMClient(clientOptions(server.url))
    const names: string[] = []
    for await (const page of iam.paginateListRoles({ client, pageSize: 1 }, {})) names.push(...page.Roles!.map(role => role.RoleName!))
    expect(names).toEqual(expect.arrayContaining(['EvenOrOddFunctions', 'EvenOrOddMachine']))
    const functions = new lambda.LambdaClient(clientOptions(server.url))
    const waited = await lambda.waitUntilFunctionActiveV2({ client: functions, maxWaitTime: 10 }, { FunctionName: 'EvenOrOdd-odd' })
    expect(waited.state).toBe('SUCCESS')
  })
})

interface AnyClient {
  send(command: unknown): Promise<unknown>
}

/** What broke the client; nothing when the call was answered, or refused by an error that it knows. */
async function problemOf(answer: Promise<unknown>): Promise<string | undefined> {
  try {
    await answer
    return undefined
  } catch (thrown) {
    const { name, message, $metadata } = thrown as Error & { $metadata?: { httpStatusCode?: number } }
    const status = $metadata?.httpStatusCode
    const isRefusal =
      status !== undefined &&
      status >= 400 &&
      status < 500 &&
      !/^(Unknown|UnknownError|UnknownOperationException|InvalidAction)$/.test(name)
    return isRefusal ? undefined : `${status ?? ''} ${name}: ${message}`
  }
}

/** The smallest value that a model's shape allows. */
function smallest(shape: Shape): unknown {
  switch (shape.kind) {
    case 'structure':
      return Object.fromEntries(shape.members.filter(member => member.required).map(({ name, shape }) => [name, smallest(shape)]))
    case 'list':
      return Array.from({ length: shape.min ?? 0 }, () => smallest(shape.member))
    case 'string':
      return shape.values?.[0] ?? 'x'.repeat(Math.max(1, shape.min ?? 1))
    case 'number':
      return shape.min ?? 1
    case 'blob':
      return Buffer.from('x')
    case 'timestamp':
      return new Date(0)
    case 'boolean':
      return false
    default:
      return {}
  }
}

describe.runIf(hasBoto3)('boto3', () => {
  it('makes, pages, waits for, is refused and takes away; and understands the answer of every operation', async () => {
    const { stdout, stderr } = await promisify(execFile)('python3', [SWEEP, server.url, JSON.stringify(served)], { timeout: 120_000 })
    expect(stdout + stderr).toBe('')
  })
})
