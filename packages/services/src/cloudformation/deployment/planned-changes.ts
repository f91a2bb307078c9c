import type { Json, JsonObject } from '@pasos/asl'
import type { CloudFormationDependencies } from '../dependencies.ts'
import type { ResourceRecord, StackRecord } from '../records/stack-record.ts'
import { resourceTypeOf } from '../resources/resource-types.ts'
import { evaluate } from '../template/evaluate.ts'
import { readTemplate } from '../template/template.ts'
import { changedProperties, isRetagged, replacingProperties } from './apply-resources.ts'
import { prepareStack } from './prepare-stack.ts'
import { resolveReferences } from './stack-scope.ts'

/** As the API shows it. */
export interface ResourceChange {
  Action: 'Add' | 'Modify' | 'Remove'
  LogicalResourceId: string
  PhysicalResourceId?: string
  ResourceType: string
  Replacement?: 'True' | 'False'
  Scope?: string[]
  Details?: object[]
}

/** What would become of a stack's resources. @throws ApiError ValidationError where the template cannot be evaluated */
export async function plannedChanges(
  deps: CloudFormationDependencies,
  wanted: StackRecord,
  present?: StackRecord,
): Promise<{ changes: ResourceChange[]; isNothing: boolean }> {
  const prepared = await prepareStack(deps, wanted)
  const changes: ResourceChange[] = []
  const kept = new Set<string>()
  for (const [id, { type, properties }] of prepared.wanted) {
    kept.add(id)
    const record = prepared.present.get(id)
    const evaluated = await resolveReferences(evaluate(properties, prepared.scope), prepared.call)
    if (record?.physicalId === undefined) changes.push({ Action: 'Add', LogicalResourceId: id, ResourceType: type })
    else {
      const change = modification(record, type, evaluated as JsonObject, wanted)
      if (change) changes.push(change)
      // What follows is given another one, which is not known yet.
      if (change?.Replacement === 'True') prepared.present.delete(id)
    }
  }
  for (const { logicalId, type, physicalId } of prepared.present.values()) {
    if (kept.has(logicalId)) continue
    const known = physicalId === undefined ? {} : { PhysicalResourceId: physicalId }
    changes.push({ Action: 'Remove', LogicalResourceId: logicalId, ResourceType: type, ...known })
  }
  const isNothing = changes.length === 0 && present !== undefined && sameRest(wanted, present)
  return { changes, isNothing }
}

function modification(record: ResourceRecord, type: string, wanted: JsonObject, stack: StackRecord): ResourceChange | undefined {
  const [before, known] = [record.properties ?? {}, resourceTypeOf(type)!]
  const names = changedProperties(wanted, before)
  // AWS names the tags apart from the properties, also where they are the stack's.
  const hasOtherTags = isRetagged(known, stack, record)
  const isLeft = names.length === 0 && !hasOtherTags && !record.attempted && record.type === type
  if (isLeft && !known.isAlwaysUpdated) return undefined
  const replacing = record.type === type ? replacingProperties(known, wanted, before) : names
  const isReplaced = record.type !== type || replacing.length > 0
  const direct = { Evaluation: 'Static', ChangeSource: 'DirectModification' }
  return {
    ...{ Action: 'Modify', LogicalResourceId: record.logicalId, PhysicalResourceId: record.physicalId!, ResourceType: type },
    Replacement: isReplaced ? 'True' : 'False',
    Scope: [...(names.length > 0 || !hasOtherTags ? ['Properties'] : []), ...(hasOtherTags ? ['Tags'] : [])],
    Details: [
      ...names.map(Name => ({
        Target: { Attribute: 'Properties', Name, RequiresRecreation: replacing.includes(Name) ? 'Always' : 'Never' },
        ...direct,
      })),
      ...(hasOtherTags ? [{ Target: { Attribute: 'Tags', RequiresRecreation: 'Never' }, ...direct }] : []),
    ],
  }
}

/** Whether tags and outputs are what they were. */
function sameRest(wanted: StackRecord, present: StackRecord): boolean {
  const rest = ({ deployed }: StackRecord): Json => {
    const { outputs, conditions } = readTemplate(deployed.expandedBody ?? deployed.templateBody)
    return { outputs, conditions, tags: deployed.tags as unknown as Json, parameters: deployed.parameters }
  }
  return JSON.stringify(rest(wanted)) === JSON.stringify(rest(present))
}
