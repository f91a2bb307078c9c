import type { Journal, JournalIndex } from '../ports/journal.ts'
import type { ExecutionRecord, Runtime, TokenOutcome } from '../ports/runtime.ts'
import type { ExpressRuns } from './express.ts'
import type { Notices } from './notices.ts'
import type { Residency } from './residency.ts'
import type { Send } from './send.ts'
import { type TaskTokens, tokenEvent } from './tokens.ts'
import { wasToldBefore } from './told-before.ts'

type Calls = Pick<Runtime, 'deliver' | 'deliverByToken' | 'executionOf' | 'stop' | 'ended'>

/** What clients tell executions, and ask of their end. */
export function deliveries(options: {
  journal: Pick<Journal, 'find' | 'record'> & Pick<JournalIndex, 'history'>
  residency: Residency
  express: Pick<ExpressRuns, 'ended' | 'describe'>
  news: Pick<Notices, 'whenEnded' | 'justEnded'>
  tokens: TaskTokens
  send: Send
}): Calls {
  const { journal, residency, express, news, tokens, send } = options

  async function genuine(token: string, number: number): Promise<ExecutionRecord | undefined> {
    const record = residency.present(number)?.record ?? (await journal.record(number))
    return record && tokens.isGenuine(token, record.executionArn) ? record : undefined
  }

  return {
    async deliver(executionArn, event) {
      const run = await residency.wakeByArn(executionArn)
      return run !== undefined && (await send(run, event)) !== 'ended'
    },

    async deliverByToken(token, told, accountId, isRepeat): Promise<TokenOutcome> {
      const place = tokens.read(token)
      if (!place) return 'unknown'
      const record = await genuine(token, place.number)
      if (!record) return 'unknown'
      if (accountId !== undefined && record.executionArn.split(':')[4] !== accountId) return 'unknown'
      const spent = async (): Promise<TokenOutcome> => (isRepeat && (await wasToldBefore(journal, place, told)) ? 'delivered' : 'spent')
      const run = await residency.wake(place.number)
      if (!run) return spent()
      const outcome = await send(run, tokenEvent(place.task, told))
      if (outcome === 'ended') return spent()
      // A heartbeat of a task without HeartbeatSeconds changes nothing, and yet the task is there.
      const isSpent = outcome === 'ignored' && (told.type !== 'TaskHeartbeat' || !run.snapshot.waiting.has(place.task))
      return isSpent ? spent() : 'delivered'
    },

    async executionOf(token) {
      const place = tokens.read(token)
      return place && genuine(token, place.number)
    },

    async stop(executionArn, reason) {
      for (let isLastLook = false; ; isLastLook = true) {
        const run = await residency.wakeByArn(executionArn)
        if (run) {
          await send(run, { type: 'ExecutionStopped', ...reason })
          return run.record
        }
        const record = express.describe(executionArn) ?? (await journal.find(executionArn))?.record
        // Started since it was looked for: answered so, it would go on though it was said to be stopped.
        if (record?.status !== 'RUNNING' || isLastLook) return record
      }
    },

    async ended(executionArn): Promise<ExecutionRecord | undefined> {
      const past = express.ended(executionArn)
      if (past) return past
      const isPresent = residency.presentByArn(executionArn) !== undefined
      // Of one that has not begun anew since, it is what stands on disk.
      const known = isPresent ? undefined : news.justEnded(executionArn)
      if (known) return known
      // Before anybody is asked: an end that comes meanwhile must not be missed.
      const end = news.whenEnded(executionArn)
      if (isPresent) return end.record
      const record = (await journal.find(executionArn))?.record
      if (record?.status === 'RUNNING' || (!record && residency.presentByArn(executionArn))) return end.record
      end.forget()
      return record
    },
  }
}
