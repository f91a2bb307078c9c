import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkEvidence, type ObservedExecution } from '../oracle/check-evidence.ts'
import { createRole } from './full-disk.ts'
import { executionArn, machineArn } from './machines.ts'
import { observe } from './observe.ts'
import { type Caller, caller, kill, launch } from './server.ts'

const libraries = ['/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1', '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1']
const definition = JSON.stringify({ StartAt: 'Sleep', States: { Sleep: { Type: 'Wait', SecondsPath: '$.seconds', End: true } } })
const hour = 3_600
/** Seconds added to the machine's time, one after the other: a while, a day, back below the start, a leap of a year. */
const jumps = [2 * hour, -2 * hour, 86_400, -hour, 365 * 86_400]
const waits = [2, 30, 2 * hour + 60, 86_400, 300 * 86_400]
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** The machine's clock is set forwards and backwards under a real server: timers may not fire before the clock says so, and must soon after. */
export async function clockMode({ tell }: { tell: (line: string) => void }): Promise<Record<string, unknown>> {
  const library = libraries.find(existsSync)
  if (!library) {
    tell('SKIPPED: a clock that can be set needs libfaketime (Debian: faketime). The fake clock of the unit tests stands in for it.')
    return { mode: 'clock', skipped: 'libfaketime is missing', ok: true }
  }
  const root = mkdtempSync(join(tmpdir(), 'pasos-clock-'))
  const control = join(root, 'offset')
  const setOffset = (seconds: number): void => writeFileSync(control, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}s\n`)
  setOffset(0)
  const environment = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: control, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' }
  const life = launch({ folder: join(root, 'data'), environment })
  const failures: string[] = []
  try {
    const url = await life.ready
    const call = caller(url)
    await call('CreateStateMachine', { name: 'clock', definition, roleArn: await createRole(url) })
    const arns: string[] = []
    for (const seconds of waits) {
      const name = `wait-${seconds}`
      const answer = await call('StartExecution', { stateMachineArn: machineArn('clock'), name, input: JSON.stringify({ seconds }) })
      if (answer.ok) arns.push(executionArn('clock', name))
    }
    await pause(500)
    let offset = 0
    let reached = 0
    for (const jump of jumps) {
      offset += jump
      setOffset(offset)
      reached = Math.max(reached, offset)
      await pause(2_000)
      failures.push(...(await expectations(call, reached)))
    }
    const executions = (await Promise.all(arns.map(arn => observe(call, arn, definition)))).filter(found => found !== undefined)
    call.close()
    const early = judge(executions)
    failures.push(...early)
    return {
      mode: 'clock',
      jumps,
      waits,
      executions: executions.length,
      failures,
      ok: failures.length === 0 && executions.length === waits.length,
    }
  } finally {
    await kill(life)
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Two seconds after a jump, all waits that the clock has passed are over, and none that it has never reached. */
async function expectations(call: Caller, reachedSeconds: number): Promise<string[]> {
  const failures: string[] = []
  for (const seconds of waits) {
    const arn = executionArn('clock', `wait-${seconds}`)
    const described = await call('DescribeExecution', { executionArn: arn })
    const status = described.ok ? described.body['status'] : described.code
    if (seconds < reachedSeconds && status !== 'SUCCEEDED')
      failures.push(`the clock stood ${reachedSeconds} s later, but ${arn} is ${status}`)
    if (seconds > reachedSeconds + 60 && status !== 'RUNNING')
      failures.push(`the clock never stood ${seconds} s later, but ${arn} is ${status}`)
  }
  return failures
}

function judge(executions: ObservedExecution[]): string[] {
  const evidence = { acknowledged: [], invocations: [], executions, downtimes: [], clockWasSet: true }
  return checkEvidence(evidence).map(({ rule, executionArn, what }) => `${rule}: ${executionArn}: ${what}`)
}
