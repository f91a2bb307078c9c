import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { StackTag } from '../records/stack-record.ts'
import type { ResponseDesk } from '../responses/response-desk.ts'
import type { SignalBox } from '../responses/signal-box.ts'

/** What CloudFormation knows of one type of resource. */
export interface ResourceType {
  /** All that a template may say of it here; any other property is refused. A type without them takes what it is given. */
  properties?: readonly string[]
  /** The stack's tags are laid on it although it has no property `Tags`. */
  hasTags?: boolean
  /** Properties whose change makes the resource anew. */
  replacedBy: readonly string[]
  /** Properties that count when it is removed. */
  ofRemoval?: readonly string[]
  /** It is updated with every update of its stack, also where its properties are the same. */
  isAlwaysUpdated?: boolean
  /** An update that answers another id has made another one; the former is removed once the stack is updated. */
  isReplacedByAnswer?: boolean
  /** Makes it, or takes it as it is where an attempt that was cut short had made it already. */
  create(context: ResourceContext, properties: JsonObject): Promise<Made>
  /** Changes it in place. */
  update(context: ResourceContext, physicalId: string, properties: JsonObject, before: JsonObject): Promise<Made>
  /** What is not there any more is removed too. */
  remove(context: ResourceContext, physicalId: string, properties: JsonObject): Promise<void>
}

export interface Made {
  /** What `Ref` stands for. */
  id: string
  /** What `Fn::GetAtt` knows. */
  attributes?: JsonObject
  /** Where less is there than the template says. */
  reason?: string
}

export interface ResourceContext {
  stackId: string
  stackName: string
  logicalId: string
  accountId: string
  region: string
  partition: string
  /** The stack's own tags. */
  tags: readonly StackTag[]
  /** The name for what the template gives none: `STACK-LOGICAL-RANDOM`. */
  chosenName: string
  /** Whether a former attempt may have made it. */
  isRepeated: boolean
  /** What the stack's user has acknowledged. */
  capabilities: readonly string[]
  /** The role that the stack acts as, where one was given. */
  roleArn: string | undefined
  /** Where answers of others come in. */
  desk: ResponseDesk
  /** Where handles of wait conditions are told that something is done. */
  signals: SignalBox
  /** Where whoever knows the token puts the answer. */
  responseUrl(token: string): string
  /** Epoch milliseconds. */
  now(): number
  /** Waits; ends with an error that is no failure when the stack's operation is not to go on here. */
  pause(ms: number): Promise<void>
  /** Whether what was begun goes on after the server's next start. */
  goesOnLater(error: unknown): boolean
  /** Told as soon as there is something, so that it is removed should the rest fail. */
  begun(physicalId: string): void
  /**
   * Calls a service as whoever the stack acts for. Texts that stand for numbers and the like become what the operation takes.
   * @throws ServiceRefusal
   */
  // biome-ignore lint/suspicious/noExplicitAny: answers of many operations, of which each type knows its own
  call(scope: string, operation: string, input: object): Promise<any>
}

/** A service said no. */
export class ServiceRefusal extends Error {
  readonly code: string
  readonly status: number
  readonly scope: string
  constructor(scope: string, { code, message, status }: { code: string; message: string; status: number }) {
    super(message)
    ;[this.code, this.status, this.scope] = [code, status, scope]
  }
}

/** A template says something that its resource, or the operation behind it, does not know. */
export class ExtraneousKey extends Error {
  /** `place`: `#` of a property, `#/LoggingConfiguration/Destinations/0` of what is within one. */
  constructor(place: string, key: string) {
    super(`${place}: extraneous key [${key}] is not permitted`)
  }
}

export function isGone(error: unknown): boolean {
  return error instanceof ServiceRefusal && /NotFound|DoesNotExist|NoSuch|NonExistent|StateMachineDeleting/i.test(error.code)
}

export function isThere(error: unknown): boolean {
  return error instanceof ServiceRefusal && /AlreadyExists|AlreadyOwned|Conflict|ResourceInUse|EntityAlready|NameTaken/i.test(error.code)
}

/** Removes; what is gone already is as good. */
export async function removed(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!isGone(error)) throw error
  })
}

/** Makes; what an attempt that was cut short has made is as good. */
export async function madeOnce(context: ResourceContext, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!context.isRepeated || !isThere(error)) throw error
  }
}

/** The name in the properties, or the one that was chosen, of so many characters at most. */
export function nameOf(context: ResourceContext, properties: JsonObject, property: string, longest: number): string {
  const given = properties[property]
  return given === undefined || given === null ? shortened(context.chosenName, longest) : String(given)
}

/** AWS: shortened in front of its random end. */
function shortened(name: string, longest: number): string {
  if (name.length <= longest) return name
  const end = name.slice(name.lastIndexOf('-'))
  return `${name.slice(0, longest - end.length)}${end}`
}

/** The members that the properties have of these. */
export function only(properties: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap(name => (properties[name] === undefined ? [] : [[name, properties[name]!]])))
}

/** The same of an API that takes texts alone. */
export function textsOf(properties: JsonObject, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(only(properties, names)).map(([name, value]) => [name, textOf(value)]))
}

export function textOf(value: Json): string {
  return isJsonObject(value) ? JSON.stringify(value) : String(value)
}

/** Of an API whose members begin with a small letter. */
export function smallLetters(value: Json): Json {
  if (Array.isArray(value)) return value.map(smallLetters)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.charAt(0).toLowerCase() + name.slice(1), smallLetters(member)]),
  )
}

/** The stack's tags under the resource's own. */
export function tagList({ tags }: ResourceContext, own: Json | undefined): StackTag[] {
  const all = new Map(tags.map(({ Key, Value }) => [Key, Value]))
  for (const tag of Array.isArray(own) ? (own as unknown as StackTag[]) : []) all.set(String(tag.Key), String(tag.Value))
  return [...all].map(([Key, Value]) => ({ Key, Value }))
}

export function tagMap(context: ResourceContext, own: Json | undefined): Record<string, string> {
  const list =
    Array.isArray(own) || own === undefined ? own : Object.entries(own ?? {}).map(([Key, Value]) => ({ Key, Value: String(Value) }))
  return Object.fromEntries(tagList(context, list).map(({ Key, Value }) => [Key, Value]))
}

type TagMap = Readonly<Record<string, string>>

/** How a service writes tags. */
interface TagForm {
  // biome-ignore lint/suspicious/noExplicitAny: answers of many operations
  present(answer: any): TagMap
  tags(tags: TagMap): object
  keys(keys: readonly string[]): object
}

const asMap: TagForm = { present: ({ Tags = {} }) => Tags, tags: Tags => ({ Tags }), keys: TagKeys => ({ TagKeys }) }
const asSmallMap: TagForm = { present: ({ tags = {} }) => tags, tags: tags => ({ tags }), keys: tagKeys => ({ tagKeys }) }

/** Of services that list tags, each with these two members; `list`: where they are answered. */
export function asList(key = 'Key', value = 'Value', list = 'Tags'): TagForm {
  return {
    present: answer => Object.fromEntries(((answer[list] ?? []) as Record<string, string>[]).map(tag => [tag[key]!, tag[value] ?? ''])),
    tags: tags => ({ Tags: Object.entries(tags).map(([name, content]) => ({ [key]: name, [value]: content })) }),
    keys: asMap.keys,
  }
}

interface Tagging {
  scope: string
  /** The operation that answers the tags there are. */
  read: string
  /** The operations that tag and untag, where they are not called as with most. */
  tag?: string
  untag?: string
  /** The resource, in the members that the service has for it. */
  named: Record<string, string>
  form: TagForm
}

/** Has a service keep these tags of a resource, and no others. */
export async function retag(
  context: ResourceContext,
  { scope, read, tag = 'TagResource', untag = 'UntagResource', named, form }: Tagging,
  wanted: TagMap,
): Promise<void> {
  const present = form.present(await context.call(scope, read, named))
  const gone = Object.keys(present).filter(key => !Object.hasOwn(wanted, key))
  if (gone.length > 0) await context.call(scope, untag, { ...named, ...form.keys(gone) })
  const changed = Object.entries(wanted).filter(([key, value]) => present[key] !== value)
  if (changed.length > 0) await context.call(scope, tag, { ...named, ...form.tags(Object.fromEntries(changed)) })
}

/** The same of a service that keeps tags as a map. `isSmall`: its members begin with small letters. */
export function retagged(
  context: ResourceContext,
  { isSmall = false, ...tagging }: Omit<Tagging, 'form'> & { isSmall?: boolean },
  wanted: TagMap,
): Promise<void> {
  return retag(context, { ...tagging, form: isSmall ? asSmallMap : asMap }, wanted)
}

/** The same of a service that keeps tags as a list. */
export function retaggedList(
  context: ResourceContext,
  tagging: Omit<Tagging, 'form' | 'read'>,
  wanted: readonly StackTag[],
): Promise<void> {
  const tags = Object.fromEntries(wanted.map(({ Key, Value }) => [Key, Value]))
  return retag(context, { ...tagging, read: 'ListTagsForResource', form: asList() }, tags)
}

/** Whether a template says it otherwise than before. */
export function hasChanged(name: string, properties: JsonObject, before: JsonObject): boolean {
  return JSON.stringify(properties[name]) !== JSON.stringify(before[name])
}

/** What stands for nothing, of those that the template said before and says no more. */
export function taken(initial: JsonObject, properties: JsonObject, before: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(initial).filter(([name]) => before[name] !== undefined && properties[name] === undefined))
}

/** A document of JSON as the text of it. */
export function documentText(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {})
}
