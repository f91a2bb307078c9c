import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(new URL('../../packages/pasos/bin/pasos.mjs', import.meta.url))

/** One life of a real server. */
export interface Life {
  readonly process: ChildProcess
  /** Resolves with the address once it is ready; rejects with its output when it ends before. */
  readonly ready: Promise<string>
  readonly ended: Promise<void>
  output(): string
}

export interface LaunchOptions {
  folder: string
  /** Put before the command: strace or faketime with their arguments. */
  wrapper?: readonly string[]
  environment?: Record<string, string>
  /** The `pasos` to start; the project's own without. */
  entry?: string | undefined
  /** Of `pasos start`, besides its port and its folder. */
  args?: readonly string[] | undefined
}

/** A clock that leaps a year would have the retention delete what the judge still has to see. */
const tortured = ['--no-example', '--sandbox', 'process', '--retention-days', '0']

/** Starts a server on a free port of the loopback interface. */
export function launch({ folder, wrapper = [], environment = {}, entry = COMMAND, args: own = tortured }: LaunchOptions): Life {
  const server = [process.execPath, entry, 'start', '--port', '0', '--data', folder, ...own]
  const [command, ...args] = [...wrapper, ...server]
  const child = spawn(command!, args, { env: { ...process.env, LC_ALL: 'C', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  const ended = once(child, 'close').then(() => undefined)
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk
      const address = /is ready: (https?:\/\/\S+)/.exec(printed)?.[1]
      if (address) resolve(address)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    ended.then(() => reject(new Error(`the server ended: ${printed}`)), reject)
  })
  ready.catch(() => undefined)
  return { process: child, ready, ended, output: () => printed }
}

/** Kills this process, as no process can be prepared for, and waits until it is gone. */
export async function kill(life: Life): Promise<void> {
  life.process.kill('SIGKILL')
  await life.ended
}

export function hasEnded({ process: { exitCode, signalCode } }: Pick<Life, 'process'>): boolean {
  return exitCode !== null || signalCode !== null
}

/** The children that a server has at this moment: processes of functions. */
export function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return text.split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

export type Answer = { ok: true; body: Record<string, unknown> } | { ok: false; code: string; message: string }

/** Calls a service that speaks JSON, Step Functions without `target`, without a client of AWS's, which would cost more than the server does. */
export interface Caller {
  /** Rejects when the connection breaks: nobody knows what became of the call. */
  (operation: string, input: object): Promise<Answer>
  close(): void
}

export function caller(url: string, target = 'AWSStepFunctions'): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const call = (operation: string, input: object): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${target}.${operation}` }
      const sent = request(url, { method: 'POST', agent, headers }, response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('error', reject)
        response.on('end', () => {
          const body = JSON.parse(text || '{}') as Record<string, unknown>
          const code = String(body['__type'] ?? '').replace(/^.*#/, '')
          if (response.statusCode === 200) resolve({ ok: true, body })
          else resolve({ ok: false, code, message: String(body['message'] ?? body['Message'] ?? '') })
        })
      })
      sent.on('error', reject)
      sent.end(JSON.stringify(input))
    })
  return Object.assign(call, { close: () => agent.destroy() })
}
