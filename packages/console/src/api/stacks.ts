import { allPages } from './aws-pages.ts'
import { awsQuery, textIn } from './aws-query.ts'

const call = awsQuery('cloudformation', '2010-05-15')

export interface Stack {
  name: string
  arn: string
  status: string
  reason: string | undefined
  description: string | undefined
  /** ISO 8601. */
  created: string | undefined
  updated: string | undefined
  /** Of a stack within another. */
  parent: string | undefined
  parameters: { name: string; about: string }[]
  outputs: { name: string; about: string }[]
}

function stackIn(member: Element): Stack {
  const own = (tag: string) => [...member.children].find(child => child.tagName === tag)?.textContent ?? undefined
  const pairs = (list: string, key: string, value: string) =>
    [...member.querySelectorAll(`:scope > ${list} > member`)].map(each => ({
      name: textIn(each, key) ?? '',
      about: textIn(each, value) ?? '',
    }))
  return {
    ...{ name: own('StackName') ?? '', arn: own('StackId') ?? '', status: own('StackStatus') ?? '' },
    ...{ reason: own('StackStatusReason'), description: own('Description'), parent: own('ParentId') },
    ...{ created: own('CreationTime'), updated: own('LastUpdatedTime') },
    parameters: pairs('Parameters', 'ParameterKey', 'ParameterValue'),
    outputs: pairs('Outputs', 'OutputKey', 'OutputValue'),
  }
}

const described = (input: Record<string, string>) =>
  allPages(async NextToken => {
    const page = await call('DescribeStacks', { ...input, NextToken })
    return [[...page.querySelectorAll('Stacks > member')].map(stackIn), textIn(page, 'NextToken')]
  })

export const listStacks = () => described({})

/** A stack with what it is made of and what has happened to it, the newest first. */
export async function describeStack(name: string) {
  const [[stack], resources, events] = await Promise.all([
    described({ StackName: name }),
    call('DescribeStackResources', { StackName: name }),
    call('DescribeStackEvents', { StackName: name }),
  ])
  const rows = (page: Document, list: string, first: string) =>
    [...page.querySelectorAll(`${list} > member`)].map(each => ({
      name: textIn(each, first) ?? '',
      about: [
        textIn(each, 'ResourceType'),
        textIn(each, 'ResourceStatus'),
        textIn(each, 'PhysicalResourceId'),
        textIn(each, 'ResourceStatusReason'),
      ]
        .filter(Boolean)
        .join(' · '),
    }))
  return {
    stack: stack!,
    resources: rows(resources, 'StackResources', 'LogicalResourceId'),
    events: rows(events, 'StackEvents', 'LogicalResourceId').slice(0, 100),
  }
}

export const deleteStack = (StackName: string) => call('DeleteStack', { StackName })
