import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import type { Ids } from '@pasos/engine'
import type { Acknowledged, Invocation } from '../oracle/check-evidence.ts'
import { activityArn, executionArn, type MachineName, machineArn } from './machines.ts'
import type { Caller } from './server.ts'

/** Clients and workers of one server over all its lives. They note what was acknowledged; whatever was not, they try again. */
export interface Clients {
  readonly acknowledged: Acknowledged[]
  readonly invocations: Invocation[]
  /** ARNs of everything that was ever asked for, with the input. */
  readonly started: Map<string, { machine: MachineName; input: string }>
  readonly counts: { requests: number; succeeded: number; cut: number }
  /** Answers that no promise allows. */
  readonly refusals: string[]
  /** Asks for this many more executions; they are started as soon as a server is there. */
  plan(count: number): void
  /** Works with a server until the connection breaks or `signal` is aborted. */
  work(call: Caller, signal: AbortSignal): Promise<void>
  /** Whether everything asked for has been answered. */
  readonly isIdle: boolean
}

type Job = (call: Caller) => Promise<void>

const mix: MachineName[] = ['tour', 'tour', 'spread', 'nested', 'worker', 'token', 'token', 'redriven', 'endless', 'short']

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one life cycle with its members, each short
export function clients(options: {
  ids: Ids
  prefix: string
  invocationsFile: string
  /** A node that is fenced answers what is under way with 5xx: nobody knows what became of it, and it is tried again. */
  retriesFailures?: boolean
}): Clients {
  const { ids, prefix, invocationsFile, retriesFailures = false } = options
  const acknowledged: Acknowledged[] = []
  const invocations: Invocation[] = []
  const started = new Map<string, { machine: MachineName; input: string }>()
  const counts = { requests: 0, succeeded: 0, cut: 0 }
  const refusals: string[] = []
  const tail = fileTail(invocationsFile)
  const tokens = new Set<string>()
  const jobs: Job[] = []
  let running = 0
  let count = 0

  const success = (call: Caller, operation: string, input: object) =>
    call(operation, input).then(
      answer => {
        if (retriesFailures && !answer.ok && answer.code === 'InternalFailure') {
          counts.cut++
          throw new Error(answer.message)
        }
        counts.requests++
        counts.succeeded++
        return answer
      },
      error => {
        counts.cut++
        throw error
      },
    )
  const expectRefusal = (what: string, code: string, allowed: readonly string[]): void => {
    if (!allowed.includes(code)) refusals.push(`${what}: ${code}`)
    if (!allowed.includes(code)) counts.succeeded--
  }

  const startJob = (machine: MachineName): Job => {
    const name = `${prefix}${++count}`
    const arn = executionArn(machine, name)
    const input = JSON.stringify({ kind: ids.random() < 0.5 ? 'a' : 'b', seconds: Math.floor(ids.random() * 3), name })
    started.set(arn, { machine, input })
    const start: Job = async call => {
      const answer = await success(call, 'StartExecution', { stateMachineArn: machineArn(machine), name, input })
      // A former attempt may have been carried out though its answer was lost, and may have ended since.
      if (!answer.ok) expectRefusal('StartExecution', answer.code, ['ExecutionAlreadyExists'])
      acknowledged.push({ call: 'StartExecution', executionArn: arn, input })
      if (ids.random() < 0.1) jobs.push(conflict)
      if (machine === 'endless') jobs.push(stop)
    }
    const conflict: Job = async call => {
      const answer = await success(call, 'StartExecution', { stateMachineArn: machineArn(machine), name, input: '{"other":true}' })
      if (answer.ok) refusals.push(`StartExecution with another input was accepted for ${arn}`)
      else expectRefusal('StartExecution', answer.code, ['ExecutionAlreadyExists'])
    }
    const stop: Job = async call => {
      const answer = await success(call, 'StopExecution', { executionArn: arn, error: 'Stopped' })
      if (answer.ok) acknowledged.push({ call: 'StopExecution', executionArn: arn, at: Date.now() })
      else expectRefusal('StopExecution', answer.code, [])
    }
    return start
  }

  const redriveJob =
    (arn: string): Job =>
    async call => {
      const described = await success(call, 'DescribeExecution', { executionArn: arn })
      if (!described.ok || described.body['status'] === 'RUNNING') {
        jobs.push(redriveJob(arn))
        return
      }
      if (described.body['status'] !== 'FAILED') return
      const answer = await success(call, 'RedriveExecution', { executionArn: arn, clientToken: `redrive-${count}-0123456789` })
      if (answer.ok) acknowledged.push({ call: 'RedriveExecution', executionArn: arn })
      // A redrive whose answer was lost is carried out all the same.
      else expectRefusal('RedriveExecution', answer.code, ['ExecutionNotRedrivable'])
    }

  const answerJob =
    (arn: string, token: string, isAgain: boolean): Job =>
    async call => {
      const nonce = ids.uuid()
      if (!isAgain && arn.includes(':worker:') && ids.random() < 0.2) {
        const answer = await success(call, 'SendTaskFailure', { taskToken: token, error: 'WorkerFailed', cause: nonce })
        if (answer.ok) acknowledged.push({ call: 'SendTaskFailure', executionArn: arn, token, error: 'WorkerFailed' })
        else expectRefusal('SendTaskFailure', answer.code, ['TaskTimedOut', 'TaskDoesNotExist'])
        return
      }
      const output = JSON.stringify({ nonce })
      const answer = await success(call, 'SendTaskSuccess', { taskToken: token, output })
      if (answer.ok) acknowledged.push({ call: 'SendTaskSuccess', executionArn: arn, token, output })
      else expectRefusal('SendTaskSuccess', answer.code, ['TaskTimedOut', 'TaskDoesNotExist'])
      if (!isAgain && ids.random() < 0.3) jobs.push(answerJob(arn, token, true))
    }

  const readInvocations = (): void => {
    for (const line of tail()) {
      const { taskToken, ...invocation } = JSON.parse(line) as Invocation & { taskToken?: string }
      invocations.push(invocation)
      if (invocation.stateName === 'Once' && invocation.attempt.endsWith('/0') && !tokens.has(invocation.executionArn)) {
        tokens.add(invocation.executionArn)
        jobs.push(redriveJob(invocation.executionArn))
      }
      if (taskToken === undefined || tokens.has(taskToken)) continue
      tokens.add(taskToken)
      jobs.push(answerJob(invocation.executionArn, taskToken, false))
    }
  }

  const poll = async (call: Caller, isOver: () => boolean): Promise<void> => {
    while (!isOver()) {
      const answer = await call('GetActivityTask', { activityArn, workerName: 'worker' })
      if (!answer.ok || typeof answer.body['taskToken'] !== 'string') continue
      const { name } = JSON.parse(String(answer.body['input'])) as { name: string }
      const job = answerJob(executionArn('worker', name), answer.body['taskToken'], false)
      jobs.push(job)
    }
  }

  const runJobs = async (call: Caller, isOver: () => boolean): Promise<void> => {
    while (!isOver()) {
      readInvocations()
      const job = jobs.shift()
      if (!job) {
        await new Promise(resolve => setTimeout(resolve, 20))
        continue
      }
      running++
      try {
        await job(call)
      } catch (error) {
        jobs.unshift(job)
        throw error
      } finally {
        running--
      }
    }
  }

  return {
    ...{ acknowledged, invocations, started, counts, refusals },
    plan(more) {
      for (let at = 0; at < more; at++) jobs.push(startJob(mix[Math.floor(ids.random() * mix.length)]!))
    },
    async work(call, signal) {
      const isOver = (): boolean => signal.aborted
      const lanes = [poll(call, isOver), poll(call, isOver), ...Array.from({ length: 8 }, () => runJobs(call, isOver))]
      await Promise.allSettled(lanes)
      readInvocations()
    },
    get isIdle() {
      return jobs.length === 0 && running === 0
    },
  }
}

/** Lines that were appended to a file since the last look; an unfinished last line is left for later. */
function fileTail(file: string): () => string[] {
  let at = 0
  let rest = ''
  const buffer = Buffer.alloc(1 << 20)
  return () => {
    if (!existsSync(file)) return []
    const descriptor = openSync(file, 'r')
    try {
      for (let read = -1; read !== 0; ) {
        read = readSync(descriptor, buffer, 0, buffer.length, at)
        at += read
        rest += buffer.toString('utf8', 0, read)
      }
    } finally {
      closeSync(descriptor)
    }
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    return lines.filter(Boolean)
  }
}
