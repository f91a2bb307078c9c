import { type ExecutionQuery, findExecutions } from './executions.ts'
import { listFunctions } from './lambda.ts'
import { listLogGroups } from './logs.ts'
import { describeMachine, describeMachineOf, listMachines } from './step-functions.ts'

/** What pages ask for first. It stands apart from them so that it can be asked before their own code has come. */
export const machinesQuery = { queryKey: ['machines'], queryFn: listMachines }

export const machineQuery = (arn: string) => ({ queryKey: ['machine', arn], queryFn: () => describeMachine(arn) })

export const functionsQuery = { queryKey: ['functions'], queryFn: listFunctions }

export const logGroupsQuery = { queryKey: ['logGroups'], queryFn: listLogGroups }

/** The definition that an execution runs by. */
export const machineOfQuery = (executionArn: string) => ({
  queryKey: ['machineOf', executionArn],
  queryFn: (): Promise<{ definition?: string | undefined }> => describeMachineOf(executionArn),
})

/** How many executions the overview shows. */
export const SHOWN_LATEST = 8

export const latestQuery = (status = '') => ({
  queryKey: ['executions', 'all', 'latest', status],
  queryFn: () => findExecutions(status === 'FAILED' ? { status, limit: 200, failedState: true } : { status, limit: SHOWN_LATEST }),
})

/** Executions page after page, of one state machine or of all. */
export const executionsQuery = (filter: ExecutionQuery) => ({
  queryKey: ['executions', filter.machine ?? 'all', 'list', filter],
  queryFn: ({ pageParam }: { pageParam: string }) => findExecutions({ ...filter, cursor: pageParam }),
  initialPageParam: '',
})
