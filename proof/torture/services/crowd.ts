import { machineArn } from '../machines.ts'
import { type Answer, type Caller, caller } from '../server.ts'
import { type QueueName, queues, queueUrl } from './neighbours.ts'

/** A message that somebody received: its id is another for each sending, whatever it says. */
export interface Seen {
  execution: string
  messageId: string
  deleted: boolean
}

/** Starts executions and empties the queues, over all lives of a server. What was not acknowledged is tried again. */
export interface Crowd {
  /** Names of all executions that were asked for. */
  readonly executions: string[]
  readonly seen: Record<QueueName, Map<string, Seen>>
  /** What no promise allows. */
  readonly faults: string[]
  readonly counts: { requests: number; cut: number }
  plan(count: number): void
  work(url: string, signal: AbortSignal): Promise<void>
  readonly isIdle: boolean
}

interface Message {
  MessageId: string
  ReceiptHandle: string
  Body: string
}

type Calls = Record<'states' | 'sqs', Caller>

export function crowdOf(prefix: string): Crowd {
  const executions: string[] = []
  const unstarted: string[] = []
  const faults: string[] = []
  const counts = { requests: 0, cut: 0 }
  const names = Object.keys(queues) as QueueName[]
  const seen = Object.fromEntries(names.map(name => [name, new Map()])) as Crowd['seen']
  let starting = 0

  const ask = async (call: Caller, operation: string, input: object): Promise<Answer> => {
    counts.requests++
    return call(operation, input).catch((error: unknown) => {
      counts.cut++
      throw error
    })
  }

  async function startAll({ states }: Calls, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const name = unstarted.shift()
      if (name === undefined) {
        await pause(20)
        continue
      }
      starting++
      try {
        const answer = await ask(states, 'StartExecution', { stateMachineArn: machineArn('sender'), name, input: '{}' })
        if (!answer.ok && answer.code !== 'ExecutionAlreadyExists') faults.push(`StartExecution: ${answer.code} ${answer.message}`)
      } catch (error) {
        unstarted.unshift(name)
        throw error
      } finally {
        starting--
      }
    }
  }

  /** Receives, answers whoever waits for a token, deletes: what was deleted must never come again. */
  async function empty(calls: Calls, queue: QueueName, isOver: () => boolean): Promise<void> {
    const QueueUrl = queueUrl(queue)
    while (!isOver()) {
      const received = await ask(calls.sqs, 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 })
      if (!received.ok) faults.push(`ReceiveMessage: ${received.code} ${received.message}`)
      const { Messages = [] } = received.ok ? (received.body as { Messages?: Message[] }) : {}
      for (const { MessageId: messageId, ReceiptHandle, Body } of Messages) {
        const { execution, token } = JSON.parse(Body) as { execution: string; token?: string }
        const known = seen[queue].get(messageId)
        if (known?.deleted) faults.push(`${queue}: the message ${messageId} of ${execution} came again after it was deleted`)
        seen[queue].set(messageId, known ?? { execution, messageId, deleted: false })
        if (token !== undefined) await answer(calls, token)
        const deleted = await ask(calls.sqs, 'DeleteMessage', { QueueUrl, ReceiptHandle })
        if (deleted.ok) seen[queue].get(messageId)!.deleted = true
      }
    }
  }

  async function answer({ states }: Calls, taskToken: string): Promise<void> {
    const told = await ask(states, 'SendTaskSuccess', { taskToken, output: '{}' })
    // A former answer may have arrived though nobody heard of it.
    if (!told.ok && !['TaskTimedOut', 'TaskDoesNotExist'].includes(told.code)) faults.push(`SendTaskSuccess: ${told.code}`)
  }

  return {
    ...{ executions, seen, faults, counts },
    plan(count) {
      for (let at = 0; at < count; at++) {
        const name = `${prefix}${executions.length}`
        executions.push(name)
        unstarted.push(name)
      }
    },
    async work(url, signal) {
      const calls = { states: caller(url), sqs: caller(url, 'AmazonSQS') }
      const isOver = (): boolean => signal.aborted
      const starters = Array.from({ length: 4 }, () => startAll(calls, isOver))
      await Promise.allSettled([...starters, ...names.map(name => empty(calls, name, isOver))])
      for (const call of Object.values(calls)) call.close()
    },
    get isIdle() {
      return unstarted.length === 0 && starting === 0
    },
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
