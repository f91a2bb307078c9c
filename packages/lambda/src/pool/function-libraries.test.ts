import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FunctionSpec } from '../function-spec.ts'
import { describeInterpreters } from '../runtime/interpreters.ts'
import { createFunctionHost, type FunctionHost } from './function-host.ts'

let folder: string
let host: FunctionHost
let revisions = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'function-libraries-'))
  host = createFunctionHost({ sink: { append: () => undefined }, temporaryRoot: folder })
  writeFileSync(join(folder, 'sdk.js'), sdk)
  writeFileSync(
    join(folder, 'imports.mjs'),
    "import * as sns from '@aws-sdk/client-sns'\nexport const handler = async () => typeof sns.PublishCommand\n",
  )
  writeFileSync(join(folder, 'other-client.js'), "require('@aws-sdk/client-workdocs')\n")
  writeFileSync(join(folder, 'boto.py'), boto)
  writeFileSync(join(folder, 'early.py'), 'import boto3\ndef version(event, context):\n    return boto3.__version__\n')
})

afterAll(() => {
  host.close()
  rmSync(folder, { recursive: true, force: true })
})

const sdk = `
exports.clients = async () => {
  const names = ['sfn', 'lambda', 's3', 'dynamodb', 'sqs', 'sns', 'eventbridge', 'secrets-manager', 'ssm', 'sts', 'iam', 'cloudwatch-logs', 'cloudwatch', 'scheduler', 'kms']
  const kinds = names.map(name => Object.keys(require('@aws-sdk/client-' + name)).some(member => member.endsWith('Client')))
  return { kinds, document: typeof require('@aws-sdk/lib-dynamodb').DynamoDBDocumentClient, yazl: await import('yazl').catch(error => error.code) }
}
exports.sync = async () => {
  const { SFNClient, StartSyncExecutionCommand } = require('@aws-sdk/client-sfn')
  const client = new SFNClient({ maxAttempts: 1 })
  return client.send(new StartSyncExecutionCommand({ stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m' })).then(answer => answer.status)
}
`

const boto = `
def version(event, context):
    import boto3
    return boto3.__version__
def sync(event, context):
    import boto3
    arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:m"
    return boto3.client("stepfunctions").start_sync_execution(stateMachineArn=arn)["status"]
def stray(event, context):
    import pip
`

const found = describeInterpreters()

async function hasBoto3(): Promise<boolean> {
  return (await found).some(({ family, hasAwsSdk }) => family === 'python' && hasAwsSdk)
}

function spec(handler: string, change: Partial<FunctionSpec> = {}): FunctionSpec {
  return {
    ...{ revision: `r${revisions++}`, functionName: 'f', version: '$LATEST', runtime: 'nodejs22.x', runtimeVersionArn: 'arn', handler },
    ...{ codeDirectory: folder, layerDirectories: [], memorySizeMb: 256, ephemeralStorageMb: 512, timeoutSeconds: 10, environment: {} },
    platformEnvironment: () => ({ AWS_ACCESS_KEY_ID: 'key', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }),
    ...{ region: 'eu-west-1', logGroup: 'group', logGroupName: '/aws/lambda/f', logFormat: 'Text' },
    ...change,
  }
}

async function invoke(function_: FunctionSpec) {
  const end = await host.invoke(function_, { requestId: 'r', invokedFunctionArn: 'arn', payload: '{}' })
  return { value: JSON.parse(end.payload) }
}

const python312 = { runtime: 'python3.12' }

describe("a Node function's libraries", () => {
  test("are the AWS SDK's clients without bringing them, and nothing else of the server's installation", async () => {
    const { value } = await invoke(spec('sdk.clients', { timeoutSeconds: 30, memorySizeMb: 512 }))
    expect(value).toEqual({ kinds: Array(15).fill(true), document: 'function', yazl: 'ERR_MODULE_NOT_FOUND' })
    expect((await invoke(spec('imports.handler'))).value).toBe('function')
  })

  test('it is told how to get a client that does not come along', async () => {
    const { value } = await invoke(spec('other-client.handler'))
    expect(value.errorType).toBe('Runtime.ImportModuleError')
    expect(value.errorMessage).toMatch(/^Error: Cannot find module '@aws-sdk\/client-workdocs'\nRequire stack:\n/)
    expect(value.errorMessage).toContain("@aws-sdk/client-workdocs is not among the AWS SDK's clients that Pasos brings along")
  })

  test('are its own copy of the SDK in preference', async () => {
    const own = join(folder, 'own')
    mkdirSync(join(own, 'node_modules', '@aws-sdk', 'client-sfn'), { recursive: true })
    writeFileSync(join(own, 'node_modules', '@aws-sdk', 'client-sfn', 'index.js'), "exports.mine = 'mine'\n")
    writeFileSync(join(own, 'main.js'), "exports.handler = async () => require('@aws-sdk/client-sfn').mine\n")
    expect((await invoke(spec('main.handler', { codeDirectory: own }))).value).toBe('mine')
  })

  test('it starts executions synchronously though the SDK puts a prefix before the host of the endpoint', async () => {
    const hosts: (string | undefined)[] = []
    const server = createServer((request, response) => {
      hosts.push(request.headers.host)
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{"status":"SUCCEEDED"}')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const platform = { AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's', AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` }
    const calls = (handler: string, more: Partial<FunctionSpec>) =>
      invoke(spec(handler, { platformEnvironment: () => platform, timeoutSeconds: 30, ...more }))
    expect((await calls('sdk.sync', {})).value).toBe('SUCCEEDED')
    expect(hosts).toEqual([`sync-127.0.0.1:${port}`])
    if (await hasBoto3()) {
      expect((await calls('boto.sync', python312)).value).toBe('SUCCEEDED')
      expect(hosts[1]).toBe(`127.0.0.1:${port}`)
    }
    server.close()
  })
})

describe("a Python function's libraries", () => {
  test.each(['boto', 'early'])('are boto3 where the machine has it, else it is told how to get it (%s)', async module => {
    const { value } = await invoke(spec(`${module}.version`, { ...python312, timeoutSeconds: 30 }))
    if (await hasBoto3()) expect(value).toMatch(/^1\./)
    else expect(value.errorMessage).toMatch(/No module named 'boto3'\n.* -m pip install boto3/)
  })

  test("are none of the machine's others, which AWS would not have either", async () => {
    expect((await invoke(spec('boto.stray', python312))).value.errorMessage).toBe("No module named 'pip'")
  })
})
