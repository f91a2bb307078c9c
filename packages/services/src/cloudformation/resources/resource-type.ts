import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { StackTag } from '../records/stack-record.ts'
import type { ResponseDesk } from '../responses/response-desk.ts'
import type { SignalBox } from '../responses/signal-box.ts'

/** What CloudFormation knows of one type of resource. */
export interface ResourceType {
  /** All that a template may say of it here; any other property is refused. A type without them takes what it is given. */
  properties?: readonly string[]
  /** Properties whose change makes the resource anew. */
  replacedBy: readonly string[]
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

/** Has a service that keeps tags as a map keep these, and no others. `named`: the resource, in the member that the service has for it;
 * `isSmall`: its members begin with small letters. */
export async function retagged(
  context: ResourceContext,
  { scope, read, named, isSmall = false }: { scope: string; read: string; named: Record<string, string>; isSmall?: boolean },
  wanted: Record<string, string>,
): Promise<void> {
  const [tags, tagKeys] = isSmall ? ['tags', 'tagKeys'] : ['Tags', 'TagKeys']
  const { [tags!]: present = {} } = await context.call(scope, read, named)
  const gone = Object.keys(present).filter(key => !Object.hasOwn(wanted, key))
  if (gone.length > 0) await context.call(scope, 'UntagResource', { ...named, [tagKeys!]: gone })
  if (Object.keys(wanted).length > 0) await context.call(scope, 'TagResource', { ...named, [tags!]: wanted })
}

/** The same of a service that keeps tags as a list. */
export async function retaggedList(
  context: ResourceContext,
  { scope, named }: { scope: string; named: Record<string, string> },
  wanted: readonly StackTag[],
): Promise<void> {
  const { Tags: present = [] } = await context.call(scope, 'ListTagsForResource', named)
  const TagKeys = (present as StackTag[]).map(({ Key }) => Key).filter(key => !wanted.some(({ Key }) => Key === key))
  if (TagKeys.length > 0) await context.call(scope, 'UntagResource', { ...named, TagKeys })
  if (wanted.length > 0) await context.call(scope, 'TagResource', { ...named, Tags: wanted })
}

/** What stands for nothing, of those that the template said before and says no more. */
export function taken(initial: JsonObject, properties: JsonObject, before: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(initial).filter(([name]) => before[name] !== undefined && properties[name] === undefined))
}

/** A document of JSON as the text of it. */
export function documentText(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {})
}
