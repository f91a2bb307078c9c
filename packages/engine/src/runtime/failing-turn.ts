import type { HistoryEvent, Turn } from '@pasos/asl'
import { TurnTooLong } from './long-turn.ts'
import type { Run } from './run.ts'
import { PoisonousStart } from './turn-loop.ts'
import { UnstorableTurn } from './unstorable.ts'

const longestCause = 32_768

/** The turn that ends an execution which the interpreter, or the store, can't take further. Its frames stay as they were. */
export function failingTurn(run: Run, reason: unknown): Turn {
  const { snapshot } = run
  const message = reason instanceof Error ? reason.message : String(reason)
  const isTheirs = reason instanceof TurnTooLong || reason instanceof PoisonousStart || reason instanceof UnstorableTurn
  const cause = (isTheirs ? message : `An internal error occurred: ${message}`).slice(0, longestCause)
  const history = run.isNew ? [startedEvent(run)] : []
  const previousEventId = snapshot.lastEventId + history.length
  history.push({
    ...{ id: previousEventId + 1, previousEventId, timestamp: run.environment.now, type: 'ExecutionFailed' },
    executionFailedEventDetails: { error: 'States.Runtime', cause },
  })
  return {
    ...{ frames: [], removed: [], history, commands: [], lastEventId: previousEventId + 1, nextFrameId: snapshot.nextFrameId },
    end: { status: 'FAILED', error: 'States.Runtime', cause },
  }
}

function startedEvent({ record, snapshot, environment }: Run): HistoryEvent {
  const { input, roleArn, stateMachineAliasArn, stateMachineVersionArn } = record
  return {
    ...{ id: snapshot.lastEventId + 1, previousEventId: 0, timestamp: environment.now, type: 'ExecutionStarted' },
    executionStartedEventDetails: {
      ...{ input, inputDetails: { truncated: false }, roleArn },
      ...(stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn }),
      ...(stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn }),
    },
  }
}
