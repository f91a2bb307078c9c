import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { type Made, madeOnce, type ResourceContext, type ResourceType, removed, ServiceRefusal, tagList } from './resource-type.ts'

interface DescribedStack {
  StackId: string
  StackStatus: string
  StackStatusReason?: string
  Outputs?: { OutputKey: string; OutputValue: string }[]
}

/** A stack within a stack. It is looked at with every update, as its template may be another one under the same address. */
export const nestedStack: ResourceType = {
  properties: ['TemplateURL', 'Parameters', 'NotificationARNs', 'Tags', 'TimeoutInMinutes'],
  replacedBy: [],
  isAlwaysUpdated: true,
  async create(context, properties) {
    const StackName = context.chosenName
    const { TimeoutInMinutes } = properties
    const timeout = TimeoutInMinutes !== undefined && { TimeoutInMinutes }
    await madeOnce(context, () =>
      context.call('cloudformation', 'CreateStack', { StackName, OnFailure: 'ROLLBACK', ...timeout, ...inputOf(context, properties) }),
    )
    const { StackId } = await described(context, StackName)
    context.begun(StackId)
    const stack = await settled(context, StackId)
    if (stack.StackStatus !== 'CREATE_COMPLETE') throw await failure(context, stack, 'created')
    return made(stack)
  },
  async update(context, StackName, properties) {
    const begins = await context.call('cloudformation', 'UpdateStack', { StackName, ...inputOf(context, properties) }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ServiceRefusal && error.message.startsWith('No updates are to be performed')) return false
        throw error
      },
    )
    const stack = begins ? await settled(context, StackName) : await described(context, StackName)
    if (begins && stack.StackStatus !== 'UPDATE_COMPLETE') throw await failure(context, stack, 'updated')
    return made(stack)
  },
  async remove(context, StackName) {
    await removed(context.call('cloudformation', 'DeleteStack', { StackName }))
    const stack = await settled(context, StackName)
    if (stack.StackStatus !== 'DELETE_COMPLETE') throw await failure(context, stack, 'deleted')
  },
}

function inputOf(context: ResourceContext, { TemplateURL, Parameters, NotificationARNs, Tags }: JsonObject): object {
  const { roleArn, capabilities } = context
  const given = isJsonObject(Parameters) ? Object.entries(Parameters) : []
  return {
    ...{ TemplateURL, Capabilities: capabilities, Tags: tagList(context, Tags) },
    Parameters: given.map(([ParameterKey, value]) => ({ ParameterKey, ParameterValue: textOf(value) })),
    ...(NotificationARNs !== undefined && { NotificationARNs }),
    ...(roleArn !== undefined && { RoleARN: roleArn }),
  }
}

function textOf(value: Json): string {
  return Array.isArray(value) ? value.map(String).join(',') : String(value)
}

async function described(context: ResourceContext, StackName: string): Promise<DescribedStack> {
  const { Stacks } = await context.call('cloudformation', 'DescribeStacks', { StackName })
  return Stacks[0]
}

/** The stack once nothing is going on. */
async function settled(context: ResourceContext, stackId: string): Promise<DescribedStack> {
  for (let wait = 10; ; wait = Math.min(500, wait * 1.5)) {
    const stack = await described(context, stackId)
    if (!stack.StackStatus.endsWith('_IN_PROGRESS')) return stack
    await context.pause(wait)
  }
}

/** With what the stack itself says of it, which a stack at rest does not tell any more. */
async function failure(context: ResourceContext, { StackId, StackStatusReason }: DescribedStack, what: string): Promise<Error> {
  const { StackEvents } = await context.call('cloudformation', 'DescribeStackEvents', { StackName: StackId })
  const back = (StackEvents as { ResourceStatus: string; ResourceStatusReason?: string }[]).find(({ ResourceStatus }) =>
    /^(?:UPDATE_)?ROLLBACK_IN_PROGRESS$/.test(ResourceStatus),
  )
  const reason = StackStatusReason ?? back?.ResourceStatusReason?.replace(/ *Rollback requested by user\.$/, '') ?? ''
  return new Error(`Embedded stack ${StackId} was not successfully ${what}: ${reason}`.trim())
}

function made({ StackId, Outputs = [] }: DescribedStack): Made {
  return { id: StackId, attributes: { Outputs: Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])) } }
}
