import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { FunctionSpec } from '../function-spec.ts'
import { createFunctionHost } from '../pool/function-host.ts'
import { bubblewrapDriver, findBubblewrap, worksHere } from './bubblewrap-driver.ts'
import { chooseDriver, sandboxLevel } from './choose-driver.ts'
import { noDriver } from './no-driver.ts'
import { processDriver } from './process-driver.ts'

const node = `
const fs = require('fs')
exports.handler = async event => {
  const read = file => { try { return fs.readFileSync(file, 'utf8') } catch (error) { return error.code } }
  fs.writeFileSync('/tmp/pasos-sandbox-test', 'mine')
  return { secret: read(event.secret), own: read(__dirname + '/own.txt'), tmp: read('/tmp/pasos-sandbox-test'), server: process.env.SERVER_SECRET ?? null }
}
`
const python = `
import os
def handler(event, context):
    try:
        with open(event["secret"]) as file:
            return {"secret": file.read()}
    except OSError as error:
        return {"secret": error.strerror, "server": os.environ.get("SERVER_SECRET")}
`

const program = findBubblewrap()
const bubblewrap = program !== undefined && worksHere(program) ? program : undefined
if (!bubblewrap) console.warn('The bubblewrap sandbox is not tested: it is not installed, or may not make namespaces here.')
process.env['SERVER_SECRET'] = 'canary'

// Not in /tmp: that a function may use as it likes.
const folder = mkdtempSync(join(process.env['HOME'] ?? tmpdir(), '.pasos-sandbox-'))
const code = join(folder, 'code')
const secret = join(folder, 'journal.db')
mkdirSync(code)
writeFileSync(secret, 'everything')
writeFileSync(join(code, 'main.js'), node)
writeFileSync(join(code, 'main.py'), python)
writeFileSync(join(code, 'own.txt'), 'mine')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(driver: ReturnType<typeof processDriver>, runtime: string) {
  const host = createFunctionHost({ sink: { append: () => undefined }, temporaryRoot: join(folder, 'run'), driver })
  const spec: FunctionSpec = {
    revision: runtime,
    functionName: 'curious',
    version: '$LATEST',
    runtime,
    runtimeVersionArn: 'arn',
    handler: 'main.handler',
    codeDirectory: code,
    layerDirectories: [],
    memorySizeMb: 128,
    ephemeralStorageMb: 512,
    timeoutSeconds: 10,
    environment: {},
    platformEnvironment: () => ({}),
    region: 'us-east-1',
    logGroup: 'group',
    logGroupName: '/aws/lambda/curious',
    logFormat: 'Text',
  }
  const payload = JSON.stringify({ secret })
  const end = await host.invoke(spec, { requestId: 'r', invokedFunctionArn: 'arn', payload })
  host.close()
  return JSON.parse(end.payload)
}

describe('a function sees its own code and /tmp, and nothing of the server', () => {
  test('as a plain Node process', async () => {
    expect(await run(processDriver(), 'nodejs24.x')).toEqual({ secret: 'ERR_ACCESS_DENIED', own: 'mine', tmp: 'mine', server: null })
  })

  test.runIf(bubblewrap)('as a Node process in bubblewrap', async () => {
    expect(await run(bubblewrapDriver(bubblewrap!), 'nodejs24.x')).toEqual({ secret: 'ENOENT', own: 'mine', tmp: 'mine', server: null })
  })

  test.runIf(bubblewrap)('as a Python process in bubblewrap', async () => {
    expect(await run(bubblewrapDriver(bubblewrap!), 'python3.12')).toEqual({ secret: 'No such file or directory', server: null })
  })
})

describe('without a sandbox that works', () => {
  const nowhere = () => undefined

  test('functions are plain processes only for who says so', () => {
    const choices = ['auto', 'any', 'process', 'bubblewrap'] as const
    expect(choices.map(choice => sandboxLevel(choice, nowhere))).toEqual(['none', 'process', 'process', 'none'])
    expect((['auto', 'any', 'process'] as const).map(choice => chooseDriver(choice, [], nowhere).name)).toEqual([
      'none',
      'process',
      'process',
    ])
    expect(() => chooseDriver('bubblewrap', [], nowhere)).toThrow('bubblewrap 0.8 or newer is not installed')
  })

  test('a function answers with an error that says how to run it', async () => {
    const { errorType, errorMessage } = await run(noDriver, 'nodejs24.x')
    expect(errorType).toBe('Runtime.InvalidEntrypoint')
    expect(errorMessage).toContain('start the server with --sandbox process')
  })
})
