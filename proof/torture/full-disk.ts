import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkCalls, type Evidence, type Violation } from '../oracle/check-evidence.ts'
import { executionArn, machineArn } from './machines.ts'
import { observe } from './observe.ts'
import { type Answer, caller, kill, launch } from './server.ts'

const definition = JSON.stringify({ StartAt: 'Keep', States: { Keep: { Type: 'Pass', End: true } } })
const roleTrust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }

/** A real server on a disk of 8 MB, written until it is full: no false answer, one clear line, and everything there after room was made. */
export async function fullDisk(tell: (line: string) => void): Promise<{ outcome: string; failures: string[] }> {
  const root = mkdtempSync(join(tmpdir(), 'pasos-full-'))
  const folder = join(root, 'data')
  mkdirSync(folder)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]).status !== 0) {
    rmSync(root, { recursive: true, force: true })
    tell('SKIPPED: the full disk needs a small file system, which may not be mounted here.')
    return { outcome: 'skipped: no mount', failures: [] }
  }
  let life = launch({ folder })
  const failures: string[] = []
  const acknowledged: { call: 'StartExecution'; executionArn: string; input: string }[] = []
  try {
    const url = await life.ready
    const roleArn = await createRole(url)
    const call = caller(url)
    await call('CreateStateMachine', { name: 'full', definition, roleArn })
    let last: Answer | undefined
    for (let count = 0; life.process.exitCode === null && count < 2_000; count++) {
      const input = JSON.stringify({ count, text: 'x'.repeat(20_000) })
      const answer = await call('StartExecution', { stateMachineArn: machineArn('full'), name: `f${count}`, input }).catch(() => undefined)
      last = answer
      if (!answer) break
      if (!answer.ok) break
      acknowledged.push({ call: 'StartExecution', executionArn: executionArn('full', `f${count}`), input })
    }
    call.close()
    if (last === undefined || last.ok) failures.push('full disk: the start that the disk refused was not answered')
    await Promise.race([life.ended, new Promise(resolve => setTimeout(resolve, 5_000))])
    const said = life.output().split('\n').filter(Boolean).at(-1) ?? ''
    if (life.process.exitCode === null || life.process.exitCode === 0) failures.push(`full disk: the server did not stop: ${said}`)
    if (/^\s+at /m.test(life.output())) failures.push(`full disk: a stack instead of a line: ${life.output().slice(-300)}`)
    if (/"stack"/.test(life.output())) failures.push(`full disk: more than its one line was said: ${life.output().slice(-600)}`)
    await kill(life)
    spawnSync('mount', ['-o', 'remount,size=64m', folder])
    life = launch({ folder })
    failures.push(...(await judge(await life.ready, acknowledged)).map(({ rule, what }) => `full disk: ${rule}: ${what}`))
    return { outcome: `${acknowledged.length} starts acknowledged, then: ${said}`, failures }
  } finally {
    await kill(life)
    spawnSync('umount', [folder])
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function judge(url: string, acknowledged: Evidence['acknowledged']): Promise<Violation[]> {
  const call = caller(url)
  const executions = []
  for (const { executionArn } of acknowledged) {
    const found = await observe(call, executionArn, definition)
    if (found) executions.push(found)
  }
  call.close()
  const violations: Violation[] = []
  checkCalls({ acknowledged, executions, invocations: [], downtimes: [] }, violations)
  return violations
}

/** A role that state machines may have. */
export async function createRole(url: string): Promise<string> {
  const body = new URLSearchParams({
    ...{ Action: 'CreateRole', Version: '2010-05-08', RoleName: 'full' },
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [roleTrust] }),
  })
  const response = await fetch(url, { method: 'POST', body })
  const arn = /<Arn>([^<]+)<\/Arn>/.exec(await response.text())?.[1]
  if (!arn) throw new Error('CreateRole gave no ARN')
  return arn
}
