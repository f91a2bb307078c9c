import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { CreateRoleCommand, GetRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { ZipFile } from 'yazl'
import type { Stand } from '../proof/cluster/stand.ts'

const COMMAND = fileURLToPath(new URL('../packages/pasos/bin/pasos.mjs', import.meta.url))

/** A real server in a process of its own. */
export interface RunningServer {
  url: string
  folder: string
  /** Milliseconds from spawning to the line that says it is ready. */
  readyMs: number
  process: ChildProcess
  /** Everything it has printed so far. */
  output(): string
  /** Sends the signal and waits for the end; resolves with the exit code, null when the signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** A folder that is gone when the returned function is called. */
export function temporaryFolder(name: string): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), `pasos-${name}-`))
  const remove = (): void => {
    forgetMarks(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  return { folder, remove }
}

/** A server that is killed leaves in memory what it was about, for its next start: where the folder goes there is none. */
function forgetMarks(folder: string): void {
  if (!existsSync(folder)) return
  const inner = readdirSync(folder, { withFileTypes: true }).filter(each => each.isDirectory())
  for (const place of [folder, ...inner.map(({ name }) => join(folder, name))]) {
    const found = statSync(place, { throwIfNoEntry: false })
    if (found) rmSync(`/dev/shm/pasos-at-work-${found.dev}-${found.ino}`, { force: true })
  }
}

/** Runs the command to its end. */
export async function pasos(
  args: string[],
  environment: Record<string, string> = {},
  input = '',
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [COMMAND, ...args], { env: { ...process.env, ...environment } })
  child.stdin.end(input)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => (stdout += chunk))
  child.stderr.on('data', chunk => (stderr += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** So many nodes behind one port in place of each server, and after how many seconds their home is killed: any suite that ends no server itself. */
const nodes = Number(process.env['PASOS_TEST_NODES'] ?? 1)
const killAfterSeconds = Number(process.env['PASOS_TEST_KILL_AFTER'] ?? 0)
/** Whether calls come through a load balancer, which is known as who runs it whoever calls, and nothing durable is in the data folder. */
export const isCluster: boolean = nodes > 1

/** Starts a server on a free port and resolves once it is ready; rejects with its output when it ends instead. */
export async function startServer(options: { folder: string; args?: string[] }): Promise<RunningServer> {
  const began = performance.now()
  if (isCluster) return startNodes(options, began)
  const child = spawn(process.execPath, [COMMAND, 'start', '--port', '0', '--data', options.folder, ...(options.args ?? [])], {
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk
      const match = /is ready: (https?:\/\/\S+)/.exec(printed)
      if (match) resolve(match[1]!)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('exit', code => reject(new Error(`the server ended with code ${code}:\n${printed}`)))
  })
  return {
    url,
    folder: options.folder,
    readyMs: performance.now() - began,
    process: child,
    output: () => printed,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const ended = once(child, 'exit')
      child.kill(signal)
      const [code] = (await ended) as [number | null]
      return code
    },
  }
}

/** Nodes that have all been killed, by the folder that they were started with: who starts a server there starts them again. */
const killed = new Map<string, Stand>()

async function startNodes({ folder, args }: { folder: string; args?: string[] }, began: number): Promise<RunningServer> {
  // Only here, for no other suite needs a PostgreSQL.
  const { openStand } = await import('../proof/cluster/stand.ts')
  const former = killed.get(folder)
  killed.delete(folder)
  await former?.beginAll()
  const stand = former ?? (await openStand({ nodes, args: args ?? [], folder }))
  let killing = Promise.resolve()
  const kill = async (): Promise<void> => {
    process.stderr.write('the home is killed\n')
    await stand.killNode('home')
  }
  const after = (): void => {
    killing = kill().catch(() => undefined)
  }
  const timer = killAfterSeconds > 0 ? setTimeout(after, killAfterSeconds * 1000) : undefined
  return {
    ...{ url: stand.url, folder, output: stand.output, readyMs: performance.now() - began },
    get process() {
      return stand.nodes()[0]!
    },
    async stop(signal) {
      clearTimeout(timer)
      await killing
      if (signal !== 'SIGKILL') return stand.close().then(() => 0)
      await stand.killAll()
      killed.set(folder, stand)
      return null
    },
  }
}

/** What every SDK client of these tests is made with. */
export function clientOptions(url: string) {
  return {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    disableHostPrefix: true,
    maxAttempts: killAfterSeconds > 0 ? 8 : 1,
  }
}

/** Calls `probe` until it gives something; fails after `timeoutMs`, by default half the time that a test has: a busy machine may need much of it. */
export async function eventually<T>(what: string, probe: () => Promise<T | undefined>, timeoutMs = 90_000): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const value = await probe()
    if (value !== undefined) return value
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

/** A role that the service may assume, and that may do these actions, whatever they are done to; answers its ARN. */
export async function createRole(url: string, RoleName: string, principal: string, actions: readonly string[] = []): Promise<string> {
  const iam = new IAMClient(clientOptions(url))
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
  const AssumeRolePolicyDocument = document({ Principal: { Service: principal }, Action: 'sts:AssumeRole' })
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument })).catch(error => {
    // Who makes it a second time, as the node died before it had answered, is told that it is there, as at AWS.
    if (!isCluster || error.name !== 'EntityAlreadyExistsException') throw error
    return iam.send(new GetRoleCommand({ RoleName }))
  })
  const PolicyDocument = document({ Action: actions, Resource: '*' })
  if (actions.length > 0) await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'may', PolicyDocument }))
  return Role!.Arn!
}

/** A zip archive of one file. */
export function zipOf(name: string, text: string): Promise<Buffer> {
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from(text), name)
  zip.end()
  return buffer(zip.outputStream)
}
