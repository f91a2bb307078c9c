import type { ExecutionRecord } from '@pasos/engine'
import type { Operation, states } from '@pasos/wire'
import { typeNotSupported } from './errors.ts'
import { type StartDependencies, start, startRequest } from './start.ts'

/** Answers once the execution has ended, also when it failed or its five minutes are over. EXPRESS only. */
export function startSyncExecution(deps: StartDependencies): Operation<states.StartSyncExecutionInput, states.StartSyncExecutionOutput> {
  return async (given, { traceHeader }) => {
    const input = traceHeader === undefined ? given : { traceHeader, ...given }
    const request = startRequest(deps, input, {
      refuse: ({ machine }) => {
        if (machine.type !== 'EXPRESS') throw typeNotSupported()
      },
    })
    const started = await start(deps, { ...request, isSynchronous: true })
    const record = (await deps.runtime.ended(started.executionArn)) ?? started
    return syncOutput(record, input.includedData !== 'METADATA_ONLY')
  }
}

function syncOutput(record: ExecutionRecord, withData: boolean): states.StartSyncExecutionOutput {
  const stopDate = record.stopDate ?? record.startDate
  return {
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    startDate: new Date(record.startDate),
    stopDate: new Date(stopDate),
    status: record.status as 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT',
    inputDetails: { included: withData },
    outputDetails: { included: withData },
    billingDetails: {
      billedMemoryUsedInMB: 64,
      // AWS bills every begun 100 ms.
      billedDurationInMilliseconds: Math.max(1, Math.ceil((stopDate - record.startDate) / 100)) * 100,
    },
    ...(record.error !== undefined && { error: record.error }),
    ...(record.cause !== undefined && { cause: record.cause }),
    ...(record.traceHeader !== undefined && { traceHeader: record.traceHeader }),
    ...(withData && { input: record.input }),
    ...(withData && record.output !== undefined && { output: record.output }),
  }
}
