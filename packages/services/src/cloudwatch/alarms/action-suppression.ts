import type { Catalog } from '@pasos/engine'
import type { cloudwatch } from '@pasos/wire'
import { type AlarmRecord, alarmKey, alarmKind, findAlarm, nameIn } from './alarm-record.ts'
import type { StateChanger } from './change-state.ts'

/** Which alarm keeps a composite one from acting, and how long that one waits for it. */
export interface ActionSuppressor {
  /** By name or ARN. */
  alarm: string
  waitSeconds: number
  extensionSeconds: number
}

/** Actions of a composite alarm that wait for its suppressor. */
export interface HeldActions {
  by: cloudwatch.ActionsSuppressedBy
  /** Epoch milliseconds; while the suppressor rings there is no end. */
  until?: number
  /** The state in which the alarm acted last. */
  from: cloudwatch.StateValue
}

/**
 * The alarm changes its state: a time to wait for the suppressor begins anew, whatever was held before.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 */
export function holdActions({ composite, state }: AlarmRecord, now: number): HeldActions | undefined {
  if (!composite?.suppressor) return undefined
  return { by: 'WaitPeriod', until: now + composite.suppressor.waitSeconds * 1000, from: composite.held?.from ?? state }
}

/** Looks at what is held: for as long as the suppressor rings, a time after that, or until the time to wait for it is over. */
export async function settleHeld(catalog: Catalog, states: Pick<StateChanger, 'hold' | 'release'>, now: number): Promise<void> {
  for (const { accountId, region, name, composite } of catalog.list<AlarmRecord>(alarmKind)) {
    if (!composite?.held) continue
    const alarm = catalog.get<AlarmRecord>(alarmKind, alarmKey({ accountId, region }, name))
    const [held, suppressor] = [alarm?.composite?.held, alarm?.composite?.suppressor]
    if (!alarm || !held) continue
    if (!suppressor) {
      await states.release(alarm)
      continue
    }
    const next = heldNow(held, suppressor, findAlarm(catalog, alarm, nameIn(suppressor.alarm))?.state === 'ALARM', now)
    if (next.until !== undefined && next.until <= now) await states.release(alarm)
    else if (next.by !== held.by) await states.hold(alarm, next)
  }
}

function heldNow(held: HeldActions, { extensionSeconds }: ActionSuppressor, isRinging: boolean, now: number): HeldActions {
  if (isRinging) return { by: 'Alarm', from: held.from }
  if (held.by === 'Alarm') return { by: 'ExtensionPeriod', until: now + extensionSeconds * 1000, from: held.from }
  return held
}

export function suppressionReason({ by }: HeldActions): string {
  return `Actions suppressed by ${by}`
}
