import type {
  CreateStateMachineOutput,
  DescribeExecutionOutput,
  DescribeMapRunOutput,
  DescribeStateMachineForExecutionOutput,
  DescribeStateMachineOutput,
  ListExecutionsOutput,
  ListStateMachineAliasesOutput,
  ListStateMachinesOutput,
  ListStateMachineVersionsOutput,
  ListTagsForResourceOutput,
  StartExecutionOutput,
  StateMachineListItem,
  TestStateOutput,
} from '@aws-sdk/client-sfn'
import { awsJson } from './aws-json.ts'

/** Step Functions as the console uses it: each function is one API call, or the pages of one list. */
const call = awsJson({ service: 'states', target: 'AWSStepFunctions', version: '1.0' })

export type { DescribeMapRunOutput, StateMachineListItem, TestStateOutput }
export type Machine = DescribeStateMachineOutput

export async function listMachines(): Promise<StateMachineListItem[]> {
  const machines: StateMachineListItem[] = []
  let nextToken: string | undefined
  do {
    const page: ListStateMachinesOutput = await call('ListStateMachines', { maxResults: 1000, nextToken })
    machines.push(...(page.stateMachines ?? []))
    nextToken = page.nextToken
  } while (nextToken)
  return machines
}

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

export const updateMachine = (stateMachineArn: string, changes: { definition?: string; roleArn?: string }) =>
  call<{ revisionId?: string }>('UpdateStateMachine', { stateMachineArn, ...changes })

export const sendTaskSuccess = (taskToken: string, output: string) => call('SendTaskSuccess', { taskToken, output })

export const sendTaskFailure = (taskToken: string, error: string, cause: string) => call('SendTaskFailure', { taskToken, error, cause })

export const sendTaskHeartbeat = (taskToken: string) => call('SendTaskHeartbeat', { taskToken })

export const testState = (input: object) => call<TestStateOutput>('TestState', input)

export const describeMapRun = (mapRunArn: string) => call<DescribeMapRunOutput>('DescribeMapRun', { mapRunArn })

export const listChildren = (mapRunArn: string, statusFilter: string | undefined) =>
  call<ListExecutionsOutput>('ListExecutions', { mapRunArn, maxResults: 50, ...(statusFilter ? { statusFilter } : {}) })

export const listVersions = (stateMachineArn: string) =>
  call<ListStateMachineVersionsOutput>('ListStateMachineVersions', { stateMachineArn, maxResults: 100 })

export const listAliases = (stateMachineArn: string) =>
  call<ListStateMachineAliasesOutput>('ListStateMachineAliases', { stateMachineArn, maxResults: 100 })

export const publishVersion = (stateMachineArn: string, description: string) =>
  call('PublishStateMachineVersion', { stateMachineArn, ...(description ? { description } : {}) })

export async function listTags(resourceArn: string): Promise<{ key: string; value: string }[]> {
  const { tags = [] } = await call<ListTagsForResourceOutput>('ListTagsForResource', { resourceArn })
  return tags.map(tag => ({ key: tag.key ?? '', value: tag.value ?? '' }))
}

export const addTag = (resourceArn: string, key: string, value: string) => call('TagResource', { resourceArn, tags: [{ key, value }] })

export const removeTag = (resourceArn: string, key: string) => call('UntagResource', { resourceArn, tagKeys: [key] })
