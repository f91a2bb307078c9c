import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { partitionOf } from '@pasos/asl'
import { caller, type InProcess } from './example.ts'
import type { MockConfig } from './mocks/mock-config.ts'
import { openServer } from './open-server.ts'
import { zipFolder } from './zip-folder.ts'

export interface ThrowawayOptions {
  accountId: string
  region: string
  version: string
  name: string
  definition: string
  type: 'STANDARD' | 'EXPRESS'
  /** A folder with a folder for each function, called like it. */
  functions?: string | undefined
  mocks?: MockConfig | undefined
  onFatal(error: Error): void
}

/** A server for one state machine, in a folder that goes when it is closed: its role may do everything, functions come from a folder. */
export async function openThrowaway(options: ThrowawayOptions): Promise<{ url: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-run-'))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  try {
    const server = await openServer({
      ...{ folder, accountId: options.accountId, region: options.region, version: options.version, onFatal: options.onFatal },
      ...{ host: '127.0.0.1', port: 0, posture: { auth: 'trust' }, allowedHosts: [], deployExample: false },
      ...{ retentionDays: 0, keepsAwsLimits: true, executionDays: 0, keepsExpressHistory: false, sandbox: 'auto', diskReserveBytes: 0 },
      mocks: options.mocks,
      prepare: target => deploy(target, options),
    })
    const close = async () => {
      await server.close()
      remove()
    }
    return { url: server.url, close }
  } catch (error) {
    remove()
    throw error
  }
}

async function deploy(target: InProcess, { name, definition, type, functions }: ThrowawayOptions): Promise<void> {
  const call = caller(target)
  const principals = ['states', 'lambda'].map(service => `${service}.amazonaws.com`)
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: principals } }
  const { Role } = await call('iam', 'CreateRole', { RoleName: 'Throwaway', AssumeRolePolicyDocument: policy(statement) })
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
  await call('iam', 'PutRolePolicy', { RoleName: 'Throwaway', PolicyName: 'Everything', PolicyDocument: policy(everything) })
  const names = functions === undefined ? [] : functionsIn(functions)
  for (const FunctionName of names) {
    const code = join(functions!, FunctionName)
    const ZipFile = await zipFolder(code)
    await call('lambda', 'CreateFunction', { FunctionName, Role: Role.Arn, Timeout: 60, ...entryOf(code), Code: { ZipFile } })
  }
  const arnOf = (each: string) => `arn:${partitionOf(target.region)}:lambda:${target.region}:${target.accountId}:function:${each}`
  await call('states', 'CreateStateMachine', { name, type, roleArn: Role.Arn, definition: pointToFunctions(definition, names, arnOf) })
}

/** Placeholders such as `${number_generator}`, and ARNs of any account, become the ARNs of the functions of these names. */
function pointToFunctions(definition: string, names: readonly string[], arnOf: (name: string) => string): string {
  const plain = (name: string) => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase()
  const known = new Map(names.map(name => [plain(name), arnOf(name)]))
  return definition
    .replace(/\$\{(\w+)\}/g, (whole, name: string) => known.get(plain(name)) ?? known.get(plain(name).replace(/arn$/, '')) ?? whole)
    .replace(/arn:aws[\w-]*:lambda:[\w-]*:\d*:function:([\w-]+)/g, (whole, name: string) => (names.includes(name) ? arnOf(name) : whole))
}

function functionsIn(folder: string): string[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
  return folders.map(({ name }) => name).sort()
}

/** The file that holds the handler, by the names that people give it. @throws Error where there is none */
function entryOf(folder: string): { Runtime: string; Handler: string } {
  for (const name of ['main', 'index', 'app', 'handler', 'lambda_function']) {
    if (['js', 'mjs', 'cjs'].some(extension => existsSync(join(folder, `${name}.${extension}`)))) {
      return { Runtime: 'nodejs24.x', Handler: `${name}.handler` }
    }
    const python = join(folder, `${name}.py`)
    if (!existsSync(python)) continue
    const entry = /^def lambda_handler\b/m.test(readFileSync(python, 'utf8')) ? 'lambda_handler' : 'handler'
    return { Runtime: 'python3.13', Handler: `${name}.${entry}` }
  }
  throw new Error(`${folder} has no main, index, app, handler or lambda_function of JavaScript or Python.`)
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}
