import type {
  CreateStateMachineOutput,
  DescribeExecutionOutput,
  DescribeMapRunOutput,
  DescribeStateMachineAliasOutput,
  DescribeStateMachineForExecutionOutput,
  DescribeStateMachineOutput,
  GetExecutionHistoryOutput,
  ListExecutionsOutput,
  ListStateMachineAliasesOutput,
  ListStateMachinesOutput,
  ListStateMachineVersionsOutput,
  ListTagsForResourceOutput,
  StartExecutionOutput,
  StateMachineListItem,
  TestStateOutput,
} from '@aws-sdk/client-sfn'
import type { HistoryEvent } from '@pasos/asl'
import { awsJson } from './aws-json.ts'
import { allPages } from './aws-pages.ts'

/** Step Functions as the console uses it: each function is one API call, or the pages of one list. */
const call = awsJson({ service: 'states', target: 'AWSStepFunctions', version: '1.0' })

export type { DescribeMapRunOutput, StateMachineListItem, TestStateOutput }
export type Machine = DescribeStateMachineOutput

export const listMachines = () =>
  allPages(async nextToken => {
    const page = await call<ListStateMachinesOutput>('ListStateMachines', { maxResults: 1000, nextToken })
    return [page.stateMachines, page.nextToken]
  })

export const describeMachine = (stateMachineArn: string) => call<Machine>('DescribeStateMachine', { stateMachineArn })

export const createMachine = (input: { name: string; definition: string; roleArn: string; type: string }) =>
  call<CreateStateMachineOutput>('CreateStateMachine', input)

export const deleteMachine = (stateMachineArn: string) => call('DeleteStateMachine', { stateMachineArn })

export const describeExecution = (executionArn: string) => call<DescribeExecutionOutput>('DescribeExecution', { executionArn })

export const describeMachineOf = (executionArn: string) =>
  call<DescribeStateMachineForExecutionOutput>('DescribeStateMachineForExecution', { executionArn })

export const startExecution = (stateMachineArn: string, input: string, name: string | undefined) =>
  call<StartExecutionOutput>('StartExecution', { stateMachineArn, input, name })

export const stopExecution = (executionArn: string, reason: { error?: string; cause?: string }) =>
  call('StopExecution', { executionArn, ...reason })

export const redriveExecution = (executionArn: string) => call('RedriveExecution', { executionArn })

/** Where a rerun begins, and a start that an execution's list of reruns tells of: extensions, docs/reference/rerun.md. */
export interface RerunItem {
  executionArn: string
  startDate: Date
  stateName: string
  eventId: number
  hasOtherInput: boolean
  hasOtherDefinition: boolean
}

export const rerunExecution = (input: { executionArn: string; eventId: number; input?: string; definition?: string; name?: string }) =>
  call<{ executionArn: string }>('RerunExecution', input)

export const listReruns = (executionArn: string) => call<{ reruns: RerunItem[] }>('ListReruns', { executionArn })

/** The events of an execution up to one of them, without their data, as the live stream tells them. */
export async function historyUntil(executionArn: string, eventId: number): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = []
  let nextToken: string | undefined
  do {
    const page: GetExecutionHistoryOutput = await call('GetExecutionHistory', {
      ...{ executionArn, maxResults: 1000, includeExecutionData: false, nextToken },
    })
    for (const event of page.events ?? []) events.push({ ...event, timestamp: Number(event.timestamp) } as unknown as HistoryEvent)
    nextToken = page.nextToken
  } while (nextToken && (events.at(-1)?.id ?? 0) < eventId)
  return events.filter(event => event.id < eventId)
}

/** The first thousand events of an execution with their data: enough to see with what each state is entered. */
export async function firstEvents(executionArn: string): Promise<HistoryEvent[]> {
  const page: GetExecutionHistoryOutput = await call('GetExecutionHistory', { executionArn, maxResults: 1000, includeExecutionData: true })
  return (page.events ?? []).map(event => ({ ...event, timestamp: Number(event.timestamp) }) as unknown as HistoryEvent)
}

export interface MachineChanges {
  definition?: string
  roleArn?: string
  loggingConfiguration?: object
  tracingConfiguration?: { enabled: boolean }
}

export const updateMachine = (stateMachineArn: string, changes: MachineChanges) =>
  call<{ revisionId?: string }>('UpdateStateMachine', { stateMachineArn, ...changes })

export const sendTaskSuccess = (taskToken: string, output: string) => call('SendTaskSuccess', { taskToken, output })

export const sendTaskFailure = (taskToken: string, error: string, cause: string) => call('SendTaskFailure', { taskToken, error, cause })

export const sendTaskHeartbeat = (taskToken: string) => call('SendTaskHeartbeat', { taskToken })

export const testState = (input: object) => call<TestStateOutput>('TestState', input)

export const describeMapRun = (mapRunArn: string) => call<DescribeMapRunOutput>('DescribeMapRun', { mapRunArn })

export const listChildren = (mapRunArn: string, statusFilter: string | undefined) =>
  call<ListExecutionsOutput>('ListExecutions', { mapRunArn, maxResults: 50, ...(statusFilter ? { statusFilter } : {}) })

/** A name of versions of a machine. */
export interface Alias {
  arn: string
  name: string
  /** How executions are shared out among versions, in percent. */
  routes: { version: string; weight: number }[]
  at: Date | undefined
}

const lastPart = (arn: string | undefined) => arn?.split(':').at(-1) ?? ''

/** What was published of a machine, newest first. */
export async function listVersions(stateMachineArn: string): Promise<{ arn: string; number: string; at: Date | undefined }[]> {
  const { stateMachineVersions = [] } = await call<ListStateMachineVersionsOutput>('ListStateMachineVersions', {
    stateMachineArn,
    maxResults: 100,
  })
  return stateMachineVersions.map(({ stateMachineVersionArn: arn = '', creationDate: at }) => ({ arn, number: lastPart(arn), at }))
}

export async function listAliases(stateMachineArn: string): Promise<Alias[]> {
  const { stateMachineAliases = [] } = await call<ListStateMachineAliasesOutput>('ListStateMachineAliases', {
    stateMachineArn,
    maxResults: 100,
  })
  return Promise.all(
    stateMachineAliases.map(async ({ stateMachineAliasArn, creationDate }) => {
      const { routingConfiguration = [] } = await call<DescribeStateMachineAliasOutput>('DescribeStateMachineAlias', {
        stateMachineAliasArn,
      })
      return {
        ...{ arn: stateMachineAliasArn ?? '', name: lastPart(stateMachineAliasArn), at: creationDate },
        routes: routingConfiguration.map(route => ({ version: lastPart(route.stateMachineVersionArn), weight: route.weight ?? 0 })),
      }
    }),
  )
}

/** Lets a name lead to a version and nowhere else, whether it is among those there are or new. */
export function pointAlias(stateMachineArn: string, name: string, version: string, known: readonly Alias[]): Promise<unknown> {
  const routingConfiguration = [{ stateMachineVersionArn: `${stateMachineArn}:${version}`, weight: 100 }]
  const alias = known.find(each => each.name === name)
  if (alias) return call('UpdateStateMachineAlias', { stateMachineAliasArn: alias.arn, routingConfiguration })
  return call('CreateStateMachineAlias', { name, routingConfiguration })
}

export const publishVersion = (stateMachineArn: string, description: string) =>
  call('PublishStateMachineVersion', { stateMachineArn, ...(description ? { description } : {}) })

export async function listTags(resourceArn: string): Promise<{ key: string; value: string }[]> {
  const { tags = [] } = await call<ListTagsForResourceOutput>('ListTagsForResource', { resourceArn })
  return tags.map(tag => ({ key: tag.key ?? '', value: tag.value ?? '' }))
}

export const addTag = (resourceArn: string, key: string, value: string) => call('TagResource', { resourceArn, tags: [{ key, value }] })

export const removeTag = (resourceArn: string, key: string) => call('UntagResource', { resourceArn, tagKeys: [key] })

export interface Activity {
  name: string
  activityArn: string
  creationDate: Date
}

export const listActivities = () =>
  allPages(async nextToken => {
    const page = await call<{ activities: Activity[]; nextToken?: string }>('ListActivities', { maxResults: 1000, nextToken })
    return [page.activities, page.nextToken]
  })

export const createActivity = (name: string) => call('CreateActivity', { name })

export const deleteActivity = (activityArn: string) => call('DeleteActivity', { activityArn })
