import type { JsonObject } from '@pasos/asl'
import type { DataWrite, Ids } from '@pasos/engine'
import type { CloudFormationDependencies } from '../dependencies.ts'
import { type FormerResource, putResource, type ResourceRecord, type StackRecord } from '../records/stack-record.ts'
import { ExtraneousKey, type Made, type ResourceContext, type ResourceType } from '../resources/resource-type.ts'
import { resourceTypeOf } from '../resources/resource-types.ts'
import { evaluate } from '../template/evaluate.ts'
import type { ResourceDeclaration } from '../template/template.ts'
import { checkTime, isInterruption, TookTooLong } from './interruption.ts'
import { type PreparedStack, resourceContext } from './prepare-stack.ts'
import { readProperties } from './read-properties.ts'
import { movedBehindNeeds } from './removal-order.ts'
import { isSame } from './same-value.ts'
import { handlerMessage } from './stack-calls.ts'
import { resolveReferences } from './stack-scope.ts'
import type { StackWriter } from './stack-writer.ts'

/** A resource could not be brought to where it should be. */
export class ResourceFailed extends Error {
  readonly logicalId: string
  readonly verb: 'create' | 'update'
  constructor(logicalId: string, verb: 'create' | 'update') {
    super(logicalId)
    ;[this.logicalId, this.verb] = [logicalId, verb]
  }
}

export interface Applying {
  deps: CloudFormationDependencies
  writer: StackWriter
  stack: StackRecord
  prepared: PreparedStack
}

/**
 * Brings all resources of the template to what it says, one after the other in the order of their needs: what is as it should be is left
 * alone, so that whoever was cut short goes on where it was. @throws ResourceFailed
 */
export async function applyResources(applying: Applying): Promise<void> {
  const { deps, writer, stack, prepared } = applying
  for (const [logicalId, declared] of prepared.wanted) {
    // Ends here when another operation has begun meanwhile.
    await writer.confirm(stack)
    checkTime(deps.clock.now(), stack.operation)
    const type = resourceTypeOf(declared.type)!
    const present = prepared.present.get(logicalId)
    const { properties, problem } = await propertiesOf(applying, declared)
    const step = { applying, logicalId, declared, type, properties }
    if (problem !== undefined) throw await failed(step, present, problem)
    const work = workOn(step, present)
    const strange = work && strangeProperty(step)
    if (strange !== undefined) throw await failed(step, present, new ExtraneousKey('#', strange))
    if (work) await work()
    else if (present && !isSame(policiesOf(declared), policiesOf(present))) await keep(step, { ...present, ...policiesOf(declared) })
  }
  const moves = movedBehindNeeds(prepared.template, prepared.present)
  if (moves.length > 0) await deps.data.commit(moves.map(record => moved(applying, record)))
}

/** What is to be done with a resource; nothing where it is as it should be. */
function workOn(step: Step, present: ResourceRecord | undefined): (() => Promise<void>) | undefined {
  const { applying, type, properties } = step
  if (present?.physicalId === undefined || (present.status.startsWith('CREATE_') && present.status !== 'CREATE_COMPLETE')) {
    return () => create(step, present)
  }
  if (isReplaced(step, present)) return () => replace(step, present)
  const isOther =
    type.isAlwaysUpdated ||
    present.attempted !== undefined ||
    present.status === 'UPDATE_IN_PROGRESS' ||
    !isSame(present.properties, properties) ||
    isRetagged(type, applying.stack, present)
  return isOther ? () => update(step, present) : undefined
}

/** A property that the type does not have; the way back is to what was there, whatever a former version took. */
function strangeProperty({ applying, type, properties }: Step): string | undefined {
  if (applying.stack.operation?.phase === 'rollback') return undefined
  return type.properties && Object.keys(properties).find(name => !type.properties!.includes(name))
}

function moved({ prepared, stack }: Applying, record: ResourceRecord): DataWrite {
  prepared.present.set(record.logicalId, record)
  return putResource(stack.stackId, record)
}

interface Step {
  applying: Applying
  logicalId: string
  declared: ResourceDeclaration
  type: ResourceType
  properties: JsonObject
}

async function propertiesOf(
  { prepared }: Applying,
  { properties }: ResourceDeclaration,
): Promise<{ properties: JsonObject; problem?: unknown }> {
  try {
    const evaluated = evaluate(properties, prepared.scope)
    return { properties: (await resolveReferences(evaluated, prepared.call)) as JsonObject }
  } catch (problem) {
    return { properties: {}, problem }
  }
}

/** Whether an update makes it anew. */
function isReplaced({ type, declared, properties }: Step, present: ResourceRecord): boolean {
  return present.type !== declared.type || replacingProperties(type, properties, present.properties ?? {}).length > 0
}

function differs(name: string, wanted: JsonObject, before: JsonObject): boolean {
  return !isSame({ [name]: wanted[name] ?? null }, { [name]: before[name] ?? null })
}

/** Whether the stack's tags are others than those that were laid on the resource last. */
export function isRetagged(
  { properties = [], hasTags = properties.includes('Tags') }: ResourceType,
  { deployed }: Pick<StackRecord, 'deployed'>,
  { stackTags = [] }: Pick<ResourceRecord, 'stackTags'>,
): boolean {
  return hasTags && !isSame({ Tags: stackTags }, { Tags: deployed.tags })
}

/** The properties that differ and whose change makes a resource anew. */
export function replacingProperties(type: ResourceType, wanted: JsonObject, before: JsonObject): string[] {
  return type.replacedBy.filter(name => differs(name, wanted, before))
}

/** The properties that differ. */
export function changedProperties(wanted: JsonObject, before: JsonObject): string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(before)])
  return [...names].filter(name => differs(name, wanted, before)).sort()
}

function policiesOf({ deletionPolicy, updateReplacePolicy }: Pick<ResourceRecord, 'deletionPolicy' | 'updateReplacePolicy'>) {
  return { deletionPolicy, updateReplacePolicy }
}

function stackTagsOf({ deployed: { tags } }: StackRecord): Pick<ResourceRecord, 'stackTags'> {
  return { stackTags: tags }
}

/** AWS: `STACK-LOGICAL-RANDOM`. */
function newName({ applying: { stack, deps }, logicalId }: Step): string {
  const letters = Array.from({ length: 12 }, () => Math.floor(deps.ids.random() * 36).toString(36))
  return `${stack.name}-${logicalId}-${letters.join('')}`
}

async function create(step: Step, before: ResourceRecord | undefined): Promise<void> {
  const { applying, logicalId, declared } = step
  const { deps, writer, stack, prepared } = applying
  const order = before?.order ?? Math.max(0, ...[...prepared.present.values()].map(each => each.order)) + 1
  const isRepeated = before?.status === 'CREATE_IN_PROGRESS'
  const begun: ResourceRecord = {
    ...{ logicalId, type: declared.type, status: 'CREATE_IN_PROGRESS', updated: deps.clock.now(), order, attributes: {} },
    ...{ chosenName: before?.chosenName ?? newName(step), ...policiesOf(declared) },
    ...(declared.metadata !== undefined && { metadata: JSON.stringify(declared.metadata) }),
  }
  await keep(step, begun)
  const made = await attempt(step, begun, 'create', isRepeated)
  const { id: physicalId, attributes = {}, reason } = made
  const said = { properties: step.properties, ...stackTagsOf(stack) }
  const done = { ...begun, physicalId, attributes, ...said, status: 'CREATE_COMPLETE', updated: deps.clock.now() }
  await deps.data.commit([writer.event(stack, { ...done, status: 'CREATE_IN_PROGRESS' }, 'Resource creation Initiated')])
  await keep(step, done, reason)
}

async function update(step: Step, present: ResourceRecord): Promise<void> {
  const now = () => step.applying.deps.clock.now()
  const begun = { ...present, status: 'UPDATE_IN_PROGRESS', updated: now() }
  await keep(step, begun)
  const { id: physicalId, attributes = {}, reason } = await attempt(step, begun, 'update', false)
  const { attempted: _, ...certain } = begun
  const done = {
    ...{ ...certain, ...policiesOf(step.declared), physicalId, attributes, properties: step.properties },
    ...stackTagsOf(step.applying.stack),
    ...(step.type.isReplacedByAnswer && replacedBy(physicalId, present)),
  }
  await keep(step, { ...done, status: 'UPDATE_COMPLETE', updated: now() }, reason)
}

/** What an update that answered this id has taken the place of; what it has come back to is not among them. */
function replacedBy(
  physicalId: string,
  { replaced = [], nextName: _, attempted: __, ...former }: ResourceRecord,
): Pick<ResourceRecord, 'replaced'> {
  const others = replaced.filter(each => each.physicalId !== physicalId)
  return { replaced: former.physicalId === physicalId ? others : [...others, former] }
}

/** Makes another in its place, or takes the former one back when it is what is wanted. */
async function replace(step: Step, present: ResourceRecord): Promise<void> {
  const { applying, declared, properties } = step
  const now = () => applying.deps.clock.now()
  const { replaced = [], nextName: planned, attempted: _, ...current } = present
  const former: FormerResource = current
  const back = replaced.find(each => each.type === declared.type && isSame(each.properties, properties))
  if (back) {
    const others = [...replaced.filter(each => each !== back), former]
    await keep(step, { ...current, ...back, replaced: others, status: 'UPDATE_COMPLETE', updated: now() })
    return
  }
  const nextName = planned ?? newName(step)
  const begun: ResourceRecord = { ...present, nextName, status: 'UPDATE_IN_PROGRESS', updated: now() }
  await keep(step, begun, 'Requested update requires the creation of a new physical resource; hence creating one.')
  const made = await attempt(step, { ...begun, chosenName: nextName }, 'replace', planned !== undefined)
  const { id: physicalId, attributes = {}, reason } = made
  const done: ResourceRecord = {
    ...{ ...current, ...policiesOf(declared), type: declared.type, chosenName: nextName, physicalId, attributes, properties },
    ...{ ...stackTagsOf(applying.stack), replaced: [...replaced, former], status: 'UPDATE_COMPLETE', updated: now() },
  }
  await keep(step, done, reason)
}

async function attempt(step: Step, record: ResourceRecord, verb: 'create' | 'update' | 'replace', isRepeated: boolean): Promise<Made> {
  const { applying, logicalId, type, properties } = step
  const { stack, prepared } = applying
  const { properties: given, unread } = readProperties(properties, type.ofRemoval)
  let begunId: string | undefined
  const begun = (id: string) => {
    begunId = id
  }
  const context = resourceContext(applying, stack, prepared, { logicalId, chosenName: record.chosenName, isRepeated, begun })
  const asked = { anything: false }
  const call: ResourceContext['call'] = (...what) => {
    asked.anything = true
    return context.call(...what)
  }
  try {
    const { withoutEffect = [] } = step.declared
    if (verb !== 'update') return leftAlone(await type.create(context, given), [...unread(), ...withoutEffect])
    const made = await updated(step, { ...context, call }, record, given)
    const changed = new Set(changedProperties(properties, record.properties ?? {}))
    return leftAlone(made, [...unread().filter(name => changed.has(name)), ...withoutEffect])
  } catch (problem) {
    const known = { ...record, ...(verb === 'create' && begunId !== undefined && { physicalId: begunId, properties }) }
    if (isInterruption(problem)) {
      if (verb === 'create') await applying.deps.data.commit([putResource(stack.stackId, known)])
      throw problem
    }
    if (verb === 'replace' && begunId !== undefined) await type.remove(context, begunId, properties).catch(() => undefined)
    const failure = await failed(step, { ...known, ...(asked.anything && { attempted: attemptedOf(record, properties) }) }, problem)
    throw problem instanceof TookTooLong ? problem : failure
  }
}

/** Updates from what the resource may have to what is wanted. */
async function updated({ type, properties }: Step, context: ResourceContext, record: ResourceRecord, given: JsonObject): Promise<Made> {
  const [physicalId, before] = [record.physicalId ?? '', formerProperties(record, properties)]
  try {
    return await type.update(context, physicalId, given, before)
  } catch (problem) {
    // What was attempted may be of a form that nobody can read, for which it was refused.
    if (!(problem instanceof TypeError) || before === record.properties) throw problem
    return await type.update(context, physicalId, given, record.properties ?? {})
  }
}

/**
 * What a resource may have that is not wanted. After an update that did not end well these are the properties of that one (as AWS tells
 * custom resources on the way back): whatever of them has come into force is to be taken back, though the record has what is wanted.
 */
function formerProperties({ properties = {}, attempted = [] }: ResourceRecord, wanted: JsonObject): JsonObject {
  return attempted.findLast(each => !isSame(each, wanted)) ?? properties
}

/** Two tell what may be left: of the update that failed, and of the way back that failed too. */
function attemptedOf({ attempted = [] }: ResourceRecord, properties: JsonObject): JsonObject[] {
  return [...attempted, properties].slice(-2)
}

/** What a type does nothing with is told: its resource would be believed to have it. */
function leftAlone(made: Made, names: readonly string[]): Made {
  return names.length === 0 || made.reason !== undefined ? made : { ...made, reason: `Without effect here: ${names.join(', ')}` }
}

async function failed(step: Step, record: ResourceRecord | undefined, problem: unknown): Promise<ResourceFailed> {
  const { applying, logicalId, declared } = step
  const { deps } = applying
  const isNew = record === undefined || record.status.startsWith('CREATE_')
  const reason = reasonOf(logicalId, problem, deps.ids)
  const empty = { logicalId, type: declared.type, order: 0, attributes: {}, chosenName: newName(step), ...policiesOf(declared) }
  const { nextName: _, ...known } = record ?? ({ ...empty, status: '', updated: 0 } as ResourceRecord)
  await keep(step, { ...known, status: isNew ? 'CREATE_FAILED' : 'UPDATE_FAILED', updated: deps.clock.now() }, reason)
  return new ResourceFailed(logicalId, isNew ? 'create' : 'update')
}

function reasonOf(logicalId: string, problem: unknown, ids: Ids): string {
  if (problem instanceof TookTooLong) return 'Resource creation cancelled'
  if (!(problem instanceof ExtraneousKey)) return handlerMessage(problem, ids)
  // AWS's words for what no resource of the type has; whoever knows that AWS has it is told the rest.
  const told = `Properties validation failed for resource ${logicalId} with message:\n${problem.message}`
  return `${told} (a property that AWS has beyond those that are served here is refused, too)`
}

async function keep({ applying: { writer, stack, prepared } }: Step, record: ResourceRecord, statusReason?: string): Promise<void> {
  const { statusReason: _, ...others } = record
  const kept: ResourceRecord = { ...others, ...(statusReason !== undefined && { statusReason }) }
  await writer.resource(stack, kept, statusReason)
  prepared.present.set(kept.logicalId, kept)
}
