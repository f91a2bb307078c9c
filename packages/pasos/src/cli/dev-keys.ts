import { spawn } from 'node:child_process'
import type { DevSession } from '../project/dev-session.ts'
import type { Call } from '../server/example.ts'
import { inputFor } from './dev-input.ts'
import { message } from './messages.ts'

export interface DevKeys {
  url: string
  call: Call
  session: DevSession
  folder: string
  quit(): void
}

const POLL_MS = 100
/** So many log lines at a time. */
const LOG_LINES = 20

/** Keys of a terminal: open, run, logs, clear, quit. Without one there are none. */
export function listenToKeys(keys: DevKeys): void {
  const { stdin } = process
  if (!stdin.isTTY) return
  process.stdout.write(`${message('devKeys')}\n`)
  stdin.setRawMode(true)
  stdin.on('data', data => {
    for (const key of data.toString()) press(key, keys)
  })
}

/** Does what a key says; what goes wrong with it is told and ends nothing. */
export function press(key: string, keys: DevKeys): void {
  const failed = (error: unknown) => process.stdout.write(`✗ ${(error as Error).message}\n`)
  switch (key) {
    case 'o':
      openConsole(keys.url)
      break
    case 'r':
      runLast(keys).catch(failed)
      break
    case 'l':
      printLogs(keys).catch(failed)
      break
    case 'c':
      process.stdout.write('\u001b[2J\u001b[3J\u001b[H')
      break
    case 'q':
    case '\u0003':
      keys.quit()
  }
}

function openConsole(url: string): void {
  const [command, args] = { darwin: ['open', [url]], win32: ['cmd', ['/c', 'start', '', url]] }[process.platform as string] ?? [
    'xdg-open',
    [url],
  ]
  const opened = spawn(command as string, args as string[], { stdio: 'ignore', detached: true })
  // Where no browser can be opened, the address is what helps.
  opened.on('error', () => process.stdout.write(`${url}\n`))
  opened.unref()
}

async function runLast({ call, session, folder }: DevKeys): Promise<void> {
  const name = session.lastMachine()
  const machine = session.project().machines.find(each => each.name === name) ?? session.project().machines[0]
  if (machine === undefined) throw new Error(message('nothingToRun'))
  const { stateMachines } = await call('states', 'ListStateMachines', {})
  const { stateMachineArn, type } = stateMachines.find((each: { name: string }) => each.name === machine.name)
  const request = { stateMachineArn, input: inputFor(folder, machine.file) }
  if (type === 'EXPRESS') return tell(machine.name, await call('states', 'StartSyncExecution', request))
  const { executionArn } = await call('states', 'StartExecution', request)
  for (;;) {
    const execution = await call('states', 'DescribeExecution', { executionArn })
    if (execution.status !== 'RUNNING') return tell(machine.name, execution)
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  }
}

function tell(name: string, { status, output, error, cause }: Record<string, string | undefined>): void {
  const what = output ?? [error, cause].filter(Boolean).join(': ')
  process.stdout.write(`${message('ranAs', { name, status: status ?? '', output: what })}\n`)
}

async function printLogs({ call, session }: DevKeys): Promise<void> {
  for (const { name } of session.project().functions) {
    const request = { logGroupName: `/aws/lambda/${name}`, startTime: Date.now() - 3_600_000, limit: 1_000 }
    const { events = [] } = await call('logs', 'FilterLogEvents', request).catch(() => ({ events: [] }))
    for (const { message: line } of events.slice(-LOG_LINES)) process.stdout.write(`${name}  ${String(line).trimEnd()}\n`)
  }
}
