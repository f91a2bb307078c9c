import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as monitoring from '@aws-sdk/client-cloudwatch'
import * as logs from '@aws-sdk/client-cloudwatch-logs'
import * as dynamodb from '@aws-sdk/client-dynamodb'
import * as events from '@aws-sdk/client-eventbridge'
import * as iam from '@aws-sdk/client-iam'
import * as kms from '@aws-sdk/client-kms'
import * as lambda from '@aws-sdk/client-lambda'
import * as s3 from '@aws-sdk/client-s3'
import * as scheduler from '@aws-sdk/client-scheduler'
import * as secretsmanager from '@aws-sdk/client-secrets-manager'
import * as states from '@aws-sdk/client-sfn'
import * as sns from '@aws-sdk/client-sns'
import * as sqs from '@aws-sdk/client-sqs'
import * as ssm from '@aws-sdk/client-ssm'
import * as sts from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadService, type Shape } from '../packages/models/src/index.ts'
import { allServices } from '../packages/services/src/index.ts'
import { clientOptions, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const SWEEP = fileURLToPath(new URL('boto3_sweep.py', import.meta.url))
const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0
if (!hasBoto3) console.warn('The test with boto3 is skipped: python3 has none; python3 -m pip install boto3.')

/** The clients for JavaScript that are tried here, by scope; boto3 has one for every service. */
const packages = {
  ...{ states, lambda, iam, sts, logs, dynamodb, events, kms, monitoring, s3, scheduler, secretsmanager, sns, sqs, ssm },
}
const served = Object.fromEntries(allServices.map(({ scope, operations }) => [scope, Object.keys(operations)]))

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
    const exported = (packages as Record<string, object>)[scope] as Exported | undefined
    if (!exported) continue
    it(`understands every answer of ${scope}`, async () => {
      const client = clientOf(exported)
      const service = loadService(scope)
      const broken: string[] = []
      for (const name of operations) {
        const Command = exported[`${name}Command`]
        // An operation that is younger than the client.
        if (!Command) continue
        const input = smallest(service.operation(name)!.input) as object
        const problem = await problemOf(client.send(new Command(input)))
        if (problem) broken.push(`${name}: ${problem}`)
        const paginate = exported[`paginate${name}`] as unknown as Paginate | undefined
        const paged = paginate && (await problemOf(fewPages(paginate({ client, pageSize: 1 }, input))))
        if (paged) broken.push(`pages of ${name}: ${paged}`)
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

/** A module of the SDK: its client, its commands, and its paginators. */
type Exported = Record<string, new (options: object) => AnyClient>
type Paginate = (configuration: { client: AnyClient; pageSize: number }, input: object) => AsyncIterable<unknown>

/** `SQSClient`: the class that all of a module's commands are for. */
function clientOf(exported: Exported): AnyClient {
  const [, Client] = Object.entries(exported).find(([name]) => /^\w+Client$/.test(name) && name !== '__Client')!
  return new Client({ ...clientOptions(server.url), forcePathStyle: true })
}

async function fewPages(pages: AsyncIterable<unknown>): Promise<void> {
  let count = 0
  for await (const _ of pages) if (++count === 3) return
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
