import type { Json, JsonObject } from '@pasos/asl'
import type { CloudFormationDependencies } from '../dependencies.ts'
import type { ResourceRecord, StackRecord } from '../records/stack-record.ts'
import { resourceTypeOf } from '../resources/resource-types.ts'
import { evaluate } from '../template/evaluate.ts'
import { readTemplate } from '../template/template.ts'
import { changedProperties, replacingProperties } from './apply-resources.ts'
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
    const before = record?.properties ?? {}
    const evaluated = await resolveReferences(evaluate(properties, prepared.scope), prepared.call)
    if (record?.physicalId === undefined) changes.push({ Action: 'Add', LogicalResourceId: id, ResourceType: type })
    else {
      const change = modification(record, type, evaluated as JsonObject, before)
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

function modification(record: ResourceRecord, type: string, wanted: JsonObject, before: JsonObject): ResourceChange | undefined {
  const names = changedProperties(wanted, before)
  if (names.length === 0 && !record.isUncertain && record.type === type && !resourceTypeOf(type)?.isAlwaysUpdated) return undefined
  const replacing = record.type === type ? replacingProperties(resourceTypeOf(type)!, wanted, before) : names
  const isReplaced = record.type !== type || replacing.length > 0
  return {
    ...{ Action: 'Modify', LogicalResourceId: record.logicalId, PhysicalResourceId: record.physicalId!, ResourceType: type },
    ...{ Replacement: isReplaced ? 'True' : 'False', Scope: ['Properties'] },
    Details: names.map(Name => ({
      Target: { Attribute: 'Properties', Name, RequiresRecreation: replacing.includes(Name) ? 'Always' : 'Never' },
      ...{ Evaluation: 'Static', ChangeSource: 'DirectModification' },
    })),
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
