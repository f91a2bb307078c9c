import type { cloudwatch, Operation } from '@pasos/wire'
import { alarmArn, findAlarm, nameIn } from '../alarms/alarm-record.ts'
import { AlarmRuleProblem, alarmsIn, parseAlarmRule } from '../alarms/alarm-rule.ts'
import { validationError } from '../errors.ts'
import { withTags } from '../tags.ts'
import { type AlarmDeps, checkActions, putAlarm } from './alarms.ts'

const mostChildren = 100

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export function putCompositeAlarm(deps: AlarmDeps): Operation<cloudwatch.PutCompositeAlarmInput, object> {
  return async (input, place) => {
    const { Tags, AlarmRule: rule = '', ActionsSuppressor, ActionsEnabled = true, ...settings } = input
    if (ActionsSuppressor !== undefined) {
      throw validationError('ActionsSuppressor is not served here: say NOT ALARM(...) of the suppressing alarm in the AlarmRule.')
    }
    checkActions(input)
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
    await putAlarm(deps, place, { settings, tags: withTags([], Tags), isActing: ActionsEnabled, composite: { rule } })
    await deps.settle()
    return {}
  }
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
