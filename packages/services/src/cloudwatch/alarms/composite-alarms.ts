import type { Catalog, Clock } from '@pasos/engine'
import { remembered } from '@pasos/integrations'
import { settleHeld } from './action-suppression.ts'
import { type AlarmRecord, alarmKey, alarmKind, findAlarm, nameIn } from './alarm-record.ts'
import { type AlarmRule, alarmsIn, holds, parseAlarmRule } from './alarm-rule.ts'
import type { StateChanger } from './change-state.ts'

const ruleOf = remembered(1_000, (text): AlarmRule => parseAlarmRule(text), 10_240)

/** The alarms that a composite alarm looks at, by their names. */
export function childrenOf({ composite }: AlarmRecord): string[] {
  return composite ? [...new Set(alarmsIn(ruleOf(composite.rule)).map(nameIn))] : []
}

/**
 * Looks at the composite alarms whose alarms have changed since it did so last. AWS: one that was set by hand stays so until then.
 * Resolves when none has anything to change. AWS: those that look at each other in a circle, or at such, are not looked at.
 */
export function compositeSettler(
  catalog: Catalog,
  states: Pick<StateChanger, 'change' | 'hold' | 'release'>,
  clock: Clock,
): () => Promise<void> {
  const settle = async (): Promise<void> => {
    for (const key of childrenFirst(catalog.list<AlarmRecord>(alarmKind))) {
      const alarm = catalog.get<AlarmRecord>(alarmKind, key)
      if (alarm?.composite) await settleOne(catalog, states, alarm)
    }
    await settleHeld(catalog, states, clock.now())
  }
  // One after the other: each begins with what the one before it has written.
  let last: Promise<unknown> = Promise.resolve()
  return () => {
    const done = last.then(settle)
    last = done.catch(() => undefined)
    return done
  }
}

/** The keys of composite alarms, none before one that it looks at; without those in a circle, and those above one. */
function childrenFirst(alarms: readonly AlarmRecord[]): string[] {
  const composites = new Map(alarms.filter(({ composite }) => composite).map(alarm => [alarmKey(alarm, alarm.name), alarm]))
  const parents = new Map<string, string[]>()
  const waitsFor = new Map<string, number>()
  for (const [key, alarm] of composites) {
    const children = childrenOf(alarm)
      .map(name => alarmKey(alarm, name))
      .filter(child => composites.has(child))
    waitsFor.set(key, children.length)
    for (const child of children) {
      const known = parents.get(child)
      if (known) known.push(key)
      else parents.set(child, [key])
    }
  }
  const ordered = [...waitsFor].filter(([, count]) => count === 0).map(([key]) => key)
  // A list that grows is gone over to its end.
  for (const key of ordered) {
    for (const parent of parents.get(key) ?? []) {
      const left = waitsFor.get(parent)! - 1
      waitsFor.set(parent, left)
      if (left === 0) ordered.push(parent)
    }
  }
  return ordered
}

async function settleOne(catalog: Catalog, states: Pick<StateChanger, 'change'>, alarm: AlarmRecord): Promise<void> {
  const composite = alarm.composite!
  const children = childrenOf(alarm).flatMap(name => findAlarm(catalog, alarm, name) ?? [])
  const seen = JSON.stringify(children.map(({ name, state }) => [name, state]))
  if (seen === composite.seen) return
  const isRinging = holds(ruleOf(composite.rule), child => findAlarm(catalog, alarm, nameIn(child))?.state)
  const state = isRinging ? 'ALARM' : 'OK'
  const news = { composite: { ...composite, seen } }
  await states.change(alarm, { state, ...whyOf(alarm, children, state) }, news)
}

/** The child that changed last is the reason, in AWS's words. */
function whyOf(alarm: AlarmRecord, children: readonly AlarmRecord[], state: string): { reason: string; reasonData?: string } {
  if (alarm.composite?.seen === undefined) {
    const what = alarm.updatedAt === alarm.changedAt ? 'created' : 'updated'
    return { reason: `${alarm.arn} was ${what} and its alarm rule evaluates to ${state}` }
  }
  const before = new Map(JSON.parse(alarm.composite.seen) as [name: string, state: string][])
  const changed = children.filter(child => before.get(child.name) !== child.state)
  const latest = changed.sort((a, b) => b.changedAt - a.changedAt)[0]
  if (!latest) return { reason: `An alarm of its rule was deleted, and its alarm rule evaluates to ${state}` }
  const triggeringAlarms = changed.map(({ arn, state: value, changedAt }) => ({ arn, state: { value, timestamp: momentOf(changedAt) } }))
  return {
    reason: `${latest.arn} transitioned to ${latest.state} at ${spelledOut(latest.changedAt)}`,
    reasonData: JSON.stringify({ triggeringAlarms }),
  }
}

function momentOf(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000')
}

/** `Friday 14 August, 2020 16:08:57 UTC` */
function spelledOut(at: number): string {
  const date = new Date(at)
  const part = (options: Intl.DateTimeFormatOptions): string => date.toLocaleString('en-US', { ...options, timeZone: 'UTC' })
  const day = String(date.getUTCDate()).padStart(2, '0')
  return `${part({ weekday: 'long' })} ${day} ${part({ month: 'long' })}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`
}
