import type { FormerResource, ResourceRecord, StackOperation } from '../records/stack-record.ts'
import { dropResource, putResource } from '../records/stack-record.ts'
import { isGone } from '../resources/resource-type.ts'
import { resourceTypeOf } from '../resources/resource-types.ts'
import type { Applying } from './apply-resources.ts'
import { isInterruption } from './interruption.ts'
import { resourceContext } from './prepare-stack.ts'
import { movedBehindNeeds } from './removal-order.ts'
import { handlerMessage } from './stack-calls.ts'

/** Removes these resources, what is needed after what needs it, else the last one made first. `areNew`: they were made by the operation that is taken back. Answers the logical ids of those that could not be removed. */
export async function removeResources(
  applying: Applying,
  records: readonly ResourceRecord[],
  { retain = [], areNew = false }: { retain?: readonly string[]; areNew?: boolean } = {},
): Promise<string[]> {
  const { deps, writer, stack } = applying
  const left: string[] = []
  const { template, present } = applying.prepared
  // Stacks of former versions have places in which they were made alone.
  const moved = new Map(movedBehindNeeds(template, present).map(record => [record.logicalId, record]))
  const inPlace = records.map(record => moved.get(record.logicalId) ?? record)
  for (const record of inPlace.toSorted((a, b) => b.order - a.order)) {
    await writer.confirm(stack)
    const { logicalId, physicalId, deletionPolicy, replaced = [] } = record
    const now = () => deps.clock.now()
    const isRetained = isKept(deletionPolicy, areNew, stack.operation) || retain.includes(logicalId)
    if (physicalId === undefined || isRetained) {
      const skipped = { ...record, status: isRetained ? 'DELETE_SKIPPED' : 'DELETE_COMPLETE', updated: now() }
      await deps.data.commit([dropResource(stack.stackId, logicalId), ...(isRetained ? [writer.event(stack, skipped, '')] : [])])
      continue
    }
    await writer.resource(stack, { ...record, status: 'DELETE_IN_PROGRESS', updated: now() })
    const problem = (await removeOne(applying, record)) ?? (await removeFormer(applying, record, replaced))
    if (problem === undefined) {
      const gone = { ...record, status: 'DELETE_COMPLETE', updated: now() }
      await deps.data.commit([dropResource(stack.stackId, logicalId), writer.event(stack, gone, '')])
    } else {
      const reason = handlerMessage(problem, deps.ids)
      await writer.resource(stack, { ...record, status: 'DELETE_FAILED', statusReason: reason, updated: now() }, reason)
      left.push(logicalId)
    }
  }
  return left
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
function isKept(policy: string, isNew: boolean, operation: StackOperation | undefined): boolean {
  if (policy === 'RetainExceptOnCreate') return !isNew
  return policy === 'Retain' && !(isNew && operation?.retainsOnlyOld)
}

/** What keeps it from being removed. */
async function removeOne(applying: Applying, { logicalId, ...former }: FormerResource & { logicalId: string }): Promise<unknown> {
  const { type, physicalId = '', properties = {}, chosenName } = former
  const { stack, prepared } = applying
  const context = resourceContext(applying, stack, prepared, { logicalId, chosenName, isRepeated: true, begun: () => undefined })
  try {
    await resourceTypeOf(type)?.remove(context, physicalId, properties)
    return undefined
  } catch (error) {
    if (isInterruption(error)) throw error
    return isGone(error) ? undefined : error
  }
}

async function removeFormer(applying: Applying, { logicalId }: ResourceRecord, replaced: readonly FormerResource[]): Promise<unknown> {
  for (const former of replaced.filter(each => each.updateReplacePolicy !== 'Retain')) {
    const problem = await removeOne(applying, { logicalId, ...former })
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Removes what others have taken the place of. What cannot be removed is told and left. */
export async function removeReplaced(applying: Applying, records: readonly ResourceRecord[]): Promise<void> {
  const { deps, writer, stack } = applying
  for (const record of records.toSorted((a, b) => b.order - a.order)) {
    const { replaced = [], ...kept } = record
    for (const former of replaced) {
      const shown = { ...record, ...former, updated: deps.clock.now() }
      if (former.updateReplacePolicy === 'Retain') {
        await deps.data.commit([writer.event(stack, { ...shown, status: 'DELETE_SKIPPED' }, '')])
        continue
      }
      await deps.data.commit([writer.event(stack, { ...shown, status: 'DELETE_IN_PROGRESS' }, '')])
      const problem = await removeOne(applying, { logicalId: record.logicalId, ...former })
      const status = problem === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED'
      const reason = problem === undefined ? '' : handlerMessage(problem, deps.ids)
      await deps.data.commit([writer.event(stack, { ...shown, status }, reason)])
    }
    if (replaced.length > 0) {
      await deps.data.commit([putResource(stack.stackId, kept)])
      applying.prepared.present.set(kept.logicalId, kept)
    }
  }
}
