import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  type ExecutionListItem,
  type ExecutionStatus,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  type StateMachineListItem,
  StopExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'
import { endpoint } from './endpoint.ts'

/** Step Functions as the console uses it: each function is one API call, or the pages of one list. */
const client = new SFNClient(endpoint)

export type { ExecutionListItem, StateMachineListItem }

export async function listMachines(): Promise<StateMachineListItem[]> {
  const machines: StateMachineListItem[] = []
  let nextToken: string | undefined
  do {
    const page = await client.send(new ListStateMachinesCommand({ maxResults: 1000, nextToken }))
    machines.push(...(page.stateMachines ?? []))
    nextToken = page.nextToken
  } while (nextToken)
  return machines
}

export const describeMachine = (stateMachineArn: string) => client.send(new DescribeStateMachineCommand({ stateMachineArn }))

export const listExecutions = (
  stateMachineArn: string,
  options: { status?: ExecutionStatus; nextToken?: string; maxResults?: number } = {},
) =>
  client.send(
    new ListExecutionsCommand({
      stateMachineArn,
      maxResults: options.maxResults ?? 50,
      statusFilter: options.status,
      nextToken: options.nextToken,
    }),
  )

export const describeExecution = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }))

export const describeMachineOf = (executionArn: string) => client.send(new DescribeStateMachineForExecutionCommand({ executionArn }))

export const startExecution = (stateMachineArn: string, input: string, name: string | undefined) =>
  client.send(new StartExecutionCommand({ stateMachineArn, input, name }))

export const stopExecution = (executionArn: string) => client.send(new StopExecutionCommand({ executionArn }))

export const redriveExecution = (executionArn: string) => client.send(new RedriveExecutionCommand({ executionArn }))

export const updateDefinition = (stateMachineArn: string, definition: string) =>
  client.send(new UpdateStateMachineCommand({ stateMachineArn, definition }))

export async function listTags(resourceArn: string): Promise<{ key: string; value: string }[]> {
  const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn }))
  return tags.map(tag => ({ key: tag.key ?? '', value: tag.value ?? '' }))
}

export const addTag = (resourceArn: string, key: string, value: string) =>
  client.send(new TagResourceCommand({ resourceArn, tags: [{ key, value }] }))

export const removeTag = (resourceArn: string, key: string) => client.send(new UntagResourceCommand({ resourceArn, tagKeys: [key] }))
