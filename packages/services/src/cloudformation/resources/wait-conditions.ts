import type { JsonObject } from '@pasos/asl'
import type { ResourceContext, ResourceType } from './resource-type.ts'

/**
 * An address at which whoever knows it says that something is done.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-waitcondition.html
 */
const handle: ResourceType = {
  properties: [],
  replacedBy: [],
  async create(context) {
    return { id: context.responseUrl(await context.signals.open(`${context.stackId}/${context.logicalId}/${context.chosenName}`)) }
  },
  update: async (_context, id) => ({ id }),
  remove: (context, id) => context.signals.close(tokenIn(id)),
}

/** Is there once its handle was told so often that it is done; an update leaves it as it is, as on AWS. */
const condition: ResourceType = {
  properties: ['Handle', 'Count', 'Timeout'],
  replacedBy: ['Handle', 'Count', 'Timeout'],
  async create(context, properties) {
    context.begun(context.chosenName)
    return { id: context.chosenName, attributes: { Data: JSON.stringify(await told(context, properties)) } }
  },
  update: async (_context, id) => ({ id }),
  remove: async () => undefined,
}

const longestSeconds = 43_200

/** What was said with each of the signals, by their ids. @throws Error where one says that it failed, or too few come in time */
async function told(context: ResourceContext, { Handle, Count = 1, Timeout }: JsonObject): Promise<Record<string, string>> {
  const [token, count, seconds] = [tokenIn(String(Handle)), Number(Count), Number(Timeout)]
  if (!(seconds > 0 && seconds <= longestSeconds)) throw new Error(`Timeout must be between 1 and ${longestSeconds} seconds`)
  if (!Number.isInteger(count) || count < 1) throw new Error('Count must be a positive integer')
  const since = await context.signals.since(token, `${context.logicalId}/${context.chosenName}`)
  for (;;) {
    const next = context.signals.next(token)
    const signals = await context.signals.read(token)
    const failed = signals.find(({ Status }) => Status === 'FAILURE')
    if (failed) throw new Error(`WaitCondition received failed message: '${failed.Reason ?? ''}' for uniqueId: ${failed.UniqueId}`)
    if (signals.length >= count) return Object.fromEntries(signals.map(({ UniqueId, Data = '' }) => [UniqueId, Data]))
    const left = since + seconds * 1_000 - context.now()
    if (left <= 0) throw new Error(`WaitCondition timed out. Received ${signals.length} conditions when expecting ${count}`)
    await Promise.race([next, context.pause(Math.min(left, 1_000))])
  }
}

function tokenIn(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1)
}

export const waitConditionTypes: Record<string, ResourceType> = {
  'AWS::CloudFormation::WaitConditionHandle': handle,
  'AWS::CloudFormation::WaitCondition': condition,
}
