import type { StepEvent } from '@pasos/asl'
import type { ExecutionRecord, Runtime, TokenOutcome } from '@pasos/engine'
import { type AskOwner, patienceOfExecutionsMs } from './ask-owner.ts'

/** What the owner of a lane is asked to tell an execution of it. */
export interface LaneCalls {
  deliver(lane: number, executionArn: string, event: StepEvent): Promise<boolean>
  deliverByToken(lane: number, ...told: Parameters<Runtime['deliverByToken']>): Promise<TokenOutcome>
  stop(lane: number, ...asked: Parameters<Runtime['stop']>): Promise<ExecutionRecord | undefined>
  redrive(lane: number, ...asked: Parameters<Runtime['redrive']>): Promise<ExecutionRecord | undefined>
}

/** `revision`: of the configuration, as the owner of a lane must have it before it acts. */
export function laneCalls({ askOwner, revision }: { askOwner: AskOwner; revision(): number }): LaneCalls {
  const ask = async <T>(lane: number, name: string, body: object, isRepeatable: boolean, patienceMs?: number): Promise<T> =>
    (await askOwner<T>({ lane, name, body: { lane, revision: revision(), ...body }, isRepeatable, patienceMs })).result
  return {
    deliver: (lane, executionArn, event) => ask(lane, 'deliver', { executionArn, event }, true),
    // Who is asked again is told so, and looks whether it was heard before.
    deliverByToken: (lane, token, told, accountId, isRepeat) => ask(lane, 'deliverByToken', { token, told, accountId, isRepeat }, true),
    async stop(lane, executionArn, reason, isPatient) {
      const patienceMs = isPatient ? patienceOfExecutionsMs : undefined
      return (await ask<ExecutionRecord | null>(lane, 'stop', { executionArn, reason }, true, patienceMs)) ?? undefined
    },
    // Asked again without a count, one that has failed again by then would be redriven twice.
    redrive: async (lane, executionArn, redriveCount) =>
      (await ask<ExecutionRecord | null>(lane, 'redrive', { executionArn, redriveCount }, redriveCount !== undefined)) ?? undefined,
  }
}
