import type { cloudwatch, Operation } from '@pasos/wire'
import type { ActionSuppressor } from '../alarms/action-suppression.ts'
import { alarmArn, findAlarm, nameIn } from '../alarms/alarm-record.ts'
import { AlarmRuleProblem, alarmsIn, parseAlarmRule } from '../alarms/alarm-rule.ts'
import { validationError } from '../errors.ts'
import { withTags } from '../tags.ts'
import { type AlarmDeps, checkActions, putAlarm } from './alarms.ts'

const mostChildren = 100

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export function putCompositeAlarm(deps: AlarmDeps): Operation<cloudwatch.PutCompositeAlarmInput, object> {
  return async (input, place) => {
    const { Tags, AlarmRule: rule = '', ActionsEnabled = true, ...settings } = input
    checkActions(input)
    const suppressor = suppressorOf(input)
    // One of another account or region is not there either.
    const isThere = (alarm: string): boolean => {
      const name = nameIn(alarm)
      const isHere = name === alarm || alarm === alarmArn(place, name)
      return isHere && (name === settings.AlarmName || findAlarm(deps.catalog, place, name) !== undefined)
    }
    const absent = childrenIn(rule).filter(alarm => !isThere(alarm))
    if (absent.length > 0) {
      const arns = absent.map(alarm => (nameIn(alarm) === alarm ? alarmArn(place, alarm) : alarm)).join(', ')
      throw validationError(`Could not save the composite alarm as alarms [${arns}] in the alarm rule do not exist`)
    }
    if (suppressor && !isThere(suppressor.alarm)) {
      throw validationError(`Could not save the composite alarm as the actions suppressor [${suppressor.alarm}] does not exist`)
    }
    await putAlarm(deps, place, { settings, tags: withTags([], Tags), isActing: ActionsEnabled, composite: { rule, suppressor } })
    await deps.settle()
    return {}
  }
}

/** @throws ApiError ValidationError */
function suppressorOf(input: cloudwatch.PutCompositeAlarmInput): ActionSuppressor | undefined {
  const { ActionsSuppressor: alarm, ActionsSuppressorWaitPeriod: waitSeconds, ActionsSuppressorExtensionPeriod: extensionSeconds } = input
  const periods = { ActionsSuppressorWaitPeriod: waitSeconds, ActionsSuppressorExtensionPeriod: extensionSeconds }
  for (const [name, seconds] of Object.entries(periods)) {
    if ((alarm === undefined) !== (seconds === undefined)) throw validationError(`ActionsSuppressor and ${name} need each other.`)
    if (seconds !== undefined && seconds < 0) throw validationError(`${name} must not be negative.`)
  }
  return alarm === undefined ? undefined : { alarm, waitSeconds: waitSeconds!, extensionSeconds: extensionSeconds! }
}

/** By name or ARN. @throws ApiError ValidationError */
function childrenIn(rule: string): string[] {
  try {
    const children = alarmsIn(parseAlarmRule(rule))
    if (new Set(children.map(nameIn)).size > mostChildren) throw new AlarmRuleProblem(`It names more than ${mostChildren} alarms`)
    return children
  } catch (error) {
    throw error instanceof AlarmRuleProblem ? validationError(`Error in AlarmRule [${error.message}]`) : error
  }
}
