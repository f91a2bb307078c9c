import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server as HttpServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { adviceText, explainRun } from '@pasos/asl'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ZipFile } from 'yazl'
import { type Call, caller, type InProcess } from '../../server/example.ts'
import { parseForward } from '../../server/forward/forward-targets.ts'
import { openServer, type Server } from '../../server/open-server.ts'
import { recordedExecution } from '../recorded-execution.ts'
import { told } from '../testing/told.ts'
import { type Failure, FUNCTIONS, failures } from './testing/failures.ts'
import { explainExecution } from './why.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-advice-'))
let server: Server
let call: Call
let web: HttpServer
/** ARNs of the executions that failed, by what was wrong. */
const executions = new Map<string, string>()

beforeAll(async () => {
  web = createServer((request, response) => response.writeHead(Number(request.url!.slice(1)) || 200).end('said'))
  await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve))
  const host = `localhost:${(web.address() as { port: number }).port}`
  let inside: InProcess | undefined
  server = await openServer({
    ...{ folder, host: '127.0.0.1', port: 0, posture: { auth: 'trust' }, allowedHosts: [], accountId: '123456789012', region: 'us-east-1' },
    ...{ version: '0', deployExample: false, retentionDays: 0, keepsAwsLimits: true, executionDays: 0, keepsExpressHistory: false },
    ...{ sandbox: 'process', diskReserveBytes: 0, allowedHttp: [host], forward: parseForward('batch=http://127.0.0.1:9') },
    prepare: async target => {
      inside = target
    },
    onFatal: error => {
      throw error
    },
  })
  call = caller(inside!)
  const { roles, places } = await resources()
  const { ConnectionArn } = await call('events', 'CreateConnection', {
    ...{ Name: 'own', AuthorizationType: 'API_KEY' },
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'k', ApiKeyValue: 'v' } },
  })
  for (const [name, failure] of Object.entries(failures(`http://${host}`, ConnectionArn)))
    executions.set(name, await start(name, failure, roles, places))
  for (const executionArn of executions.values()) {
    const look = async () => expect((await call('states', 'DescribeExecution', { executionArn })).status).not.toBe('RUNNING')
    await vi.waitFor(look, { timeout: 60_000 })
  }
}, 170_000)
afterAll(async () => {
  await server?.close()
  web.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Roles, functions, a queue, a table … that the machines use; `places` are the words in their definitions that stand for what got its name here. */
async function resources(): Promise<{ roles: Record<string, string>; places: Record<string, string> }> {
  const statement = (Effect: string, more: object) => ({ Effect, ...more })
  const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
  const Service = ['states.amazonaws.com', 'lambda.amazonaws.com']
  const everything = statement('Allow', { Action: '*', Resource: '*' })
  const policies = { all: [everything], nothing: [], denied: [everything, statement('Deny', { Action: 'dynamodb:*', Resource: '*' })] }
  const roles: Record<string, string> = {}
  for (const [RoleName, statements] of Object.entries(policies)) {
    const trust = document(statement('Allow', { Principal: { Service }, Action: 'sts:AssumeRole' }))
    roles[RoleName] = (await call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trust })).Role.Arn
    if (statements.length > 0) await call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'may', PolicyDocument: document(...statements) })
  }
  for (const [FunctionName, { code, file = 'main.js', handler = 'main.handler', runtime = 'nodejs20.x', timeout = 20 }] of Object.entries(
    FUNCTIONS,
  )) {
    const zip = new ZipFile()
    zip.addBuffer(Buffer.from(code), file)
    zip.end()
    const Code = { ZipFile: await buffer(zip.outputStream) }
    await call('lambda', 'CreateFunction', { FunctionName, Handler: handler, Runtime: runtime, Role: roles['all'], Timeout: timeout, Code })
  }
  await call('lambda', 'PutFunctionConcurrency', { FunctionName: 'busy', ReservedConcurrentExecutions: 0 })
  await call('s3', 'CreateBucket', { Bucket: 'data' })
  await call('s3', 'PutObject', { Bucket: 'data', Key: 'text.txt', Body: Buffer.from('not json') })
  await call('s3', 'PutObject', { Bucket: 'data', Key: 'object.json', Body: Buffer.from('{"a":1}') })
  const [KeySchema, AttributeDefinitions] = [[{ AttributeName: 'id', KeyType: 'HASH' }], [{ AttributeName: 'id', AttributeType: 'S' }]]
  await call('dynamodb', 'CreateTable', { TableName: 'things', KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' })
  const { QueueUrl } = await call('sqs', 'CreateQueue', { QueueName: 'tokens' })
  const { activityArn } = await call('states', 'CreateActivity', { name: 'hand' })
  await start('failing-child', { states: { S: { Type: 'Fail', Error: 'Bad', Cause: 'of the child' } } }, roles, {})
  return { roles, places: { '"QUEUE': `"${QueueUrl}`, ACTIVITY: activityArn } }
}

async function start(name: string, failure: Failure, roles: Record<string, string>, places: Record<string, string>): Promise<string> {
  const { states: States, input = {}, language, seconds, may = 'all' } = failure
  let definition = JSON.stringify({
    ...(language && { QueryLanguage: language }),
    ...(seconds && { TimeoutSeconds: seconds }),
    StartAt: 'S',
    States,
  })
  for (const [word, what] of Object.entries(places)) definition = definition.replaceAll(word, what)
  const { stateMachineArn } = await call('states', 'CreateStateMachine', { name, roleArn: roles[may], definition })
  return (await call('states', 'StartExecution', { stateMachineArn, input: JSON.stringify(input) })).executionArn
}

/** What `pasos why` finds out with the server's help, and the page of an execution by its history alone. */
const REFINED: Readonly<Record<string, string[]>> = {
  missingPath: ['misspeltPath'],
  queryNothing: ['misspeltPath'],
  notAllowed: ['deniedByNothing', 'deniedByStatement'],
  importModule: ['handler'],
}

it('every failure has the advice that fits it, in both languages, here and in the console; what an author made up has none', async () => {
  const rows: string[] = []
  const keys = new Set<string>()
  const found = await Promise.all([...executions.values()].map(async arn => explainExecution(arn, server.url)))
  for (const [index, [name, executionArn]] of [...executions].entries()) {
    const { error, status, advice } = found[index]!
    // Only what was too slow needs the history, which may be long.
    const history = error === 'States.Timeout' ? (await recordedExecution(executionArn, server.url)).history : []
    const fold = explainRun(await call('states', 'DescribeExecution', { executionArn }), history)
    if (name === 'author') {
      expect([advice, fold]).toEqual([undefined, undefined])
      continue
    }
    if (fold?.key !== advice?.key) expect(REFINED[fold?.key ?? ''], `${name}: ${fold?.key}`).toContain(advice?.key)
    keys.add(advice!.key)
    const cell = (text: string) => text.replaceAll('|', '\\|').replace(/(:execution:[\w-]+:)[\w-]+/g, '$1…')
    const what = name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
    rows.push(`| ${what} | \`${error ?? status}\` | ${cell(adviceText(advice!, 'en'))} | ${cell(adviceText(advice!, 'es'))} |`)
  }
  expect(rows.length).toBeGreaterThan(60)
  expect(keys.size).toBeGreaterThan(45)
  const page = `# What Pasos advises

Executions that failed on a real server, each in its own way, and what \`pasos why\` and the console say of each, beside AWS's error and cause. This
page is written by the test that runs them.

| what was wrong | error | advice | consejo |
| --- | --- | --- | --- |
${rows.join('\n')}
`
  await expect(page).toMatchFileSnapshot('../../../../../docs/reference/advice.md')
}, 170_000)

it('says it in the language of the terminal, for people and for programs', async () => {
  const args = ['why', executions.get('heartbeat')!, '--endpoint', server.url]
  const spanish = { LC_ALL: 'es_ES.UTF-8' }
  const heartbeat = 'El trabajador ha callado más tiempo que HeartbeatSeconds.'
  expect((await told(args)).out).toContain('What to do: The worker was silent for longer than HeartbeatSeconds.')
  expect((await told(args, spanish)).out).toContain(`Qué hacer: ${heartbeat}`)
  expect(JSON.parse((await told([...args, '--json'], spanish)).out).advice).toMatchObject({
    key: 'heartbeat',
    text: expect.stringContaining(heartbeat),
  })
})
