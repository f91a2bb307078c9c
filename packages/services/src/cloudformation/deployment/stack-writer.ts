import type { DataStore, DataWrite } from '@pasos/engine'
import { keyLocks } from '../../declaration/key-locks.ts'
import type { CloudFormationDependencies } from '../dependencies.ts'
import { putEvent, putResource, putStack, type ResourceRecord, readStack, type StackRecord } from '../records/stack-record.ts'
import { Superseded } from './interruption.ts'

/** The one place where stacks are written: changes of one stack come one after the other, each with its events. */
export interface StackWriter {
  /** What `change` answers is written, with an event where the status is another. @throws what `change` throws */
  change(stackId: string, change: (stack: StackRecord) => StackRecord | undefined, more?: readonly DataWrite[]): Promise<StackRecord>
  /** The same for what belongs to an operation. @throws Superseded */
  during(stack: StackRecord, change: (stack: StackRecord) => StackRecord, more?: readonly DataWrite[]): Promise<StackRecord>
  /** Writes nothing. @throws Superseded where another operation has begun */
  confirm(stack: StackRecord): Promise<void>
  /** A new stack, unless `claim` throws; those with the same key come one after the other. */
  create(stack: StackRecord, key: string, claim: () => Promise<readonly DataWrite[]>): Promise<void>
  /** A resource as it is now, with the event that says so. */
  resource(stack: StackRecord, resource: ResourceRecord, reason?: string): Promise<void>
  /** An event of a resource that changes nothing. */
  event(stack: StackRecord, resource: ResourceRecord, reason: string): DataWrite
}

export function stackWriter({ data, clock, ids }: Pick<CloudFormationDependencies, 'data' | 'clock' | 'ids'>): StackWriter {
  const locks = keyLocks()
  let serial = 0

  /** Keys grow with time, and within a millisecond with the serial. */
  const order = () => `${String(clock.now()).padStart(15, '0')}-${String(++serial).padStart(9, '0')}`

  function eventOf(
    stack: StackRecord,
    of: { logicalId: string; physicalId: string; type: string; status: string },
    reason?: string,
    more = {},
  ) {
    const event = { id: ids.uuid(), ...of, at: clock.now(), ...(reason && { reason }), ...more }
    return putEvent(stack.stackId, order(), { ...event, ...(stack.token !== undefined && { token: stack.token }) })
  }

  function stackEvent(stack: StackRecord): DataWrite {
    const { stackId, name, status, statusReason } = stack
    return eventOf(stack, { logicalId: name, physicalId: stackId, type: 'AWS::CloudFormation::Stack', status }, statusReason)
  }

  function resourceEvent(stack: StackRecord, resource: ResourceRecord, reason?: string): DataWrite {
    const { logicalId, physicalId = '', type, status, properties } = resource
    const shown = properties === undefined ? {} : { properties: JSON.stringify(properties) }
    return eventOf(stack, { logicalId, physicalId, type, status }, reason, shown)
  }

  const written = async (before: StackRecord, after: StackRecord | undefined, more: readonly DataWrite[]) => {
    if (after === undefined) return before
    const isNews = before.status !== after.status
    await data.commit([...putStack(after), ...(isNews ? [stackEvent(after)] : []), ...more])
    return after
  }

  const required = async (store: DataStore, stackId: string) => {
    const stack = await readStack(store, stackId)
    if (stack === undefined) throw new Error(`There is no stack ${stackId}`)
    return stack
  }

  const ours = async (stack: StackRecord) => {
    const now = await required(data, stack.stackId)
    if (now.operation?.id !== stack.operation?.id) throw new Superseded()
    return now
  }

  return {
    change: (stackId, change, more = []) =>
      locks.run([stackId], async () => {
        const before = await required(data, stackId)
        return written(before, change(before), more)
      }),
    during: (stack, change, more = []) =>
      locks.run([stack.stackId], async () => {
        const before = await ours(stack)
        return written(before, change(before), more)
      }),
    confirm: stack =>
      locks.run([stack.stackId], async () => {
        await ours(stack)
      }),
    create: (stack, key, claim) =>
      locks.run([key], async () => {
        const more = await claim()
        await data.commit([...putStack(stack), stackEvent(stack), ...more])
      }),
    resource: (stack, resource, reason) =>
      locks.run([stack.stackId], () => data.commit([putResource(stack.stackId, resource), resourceEvent(stack, resource, reason)])),
    event: resourceEvent,
  }
}
