import type { eventbridge, Operation } from '@pasos/wire'
import { parsePattern } from '../../event-pattern/compile-pattern.ts'
import type { EventsDependencies } from '../dependencies.ts'
import { validation } from '../errors.ts'
import { requireBus } from '../records/bus-record.ts'
import { pageOf } from '../records/pages.ts'
import { checkPattern } from '../records/rule-pattern.ts'
import { changeRule, type RuleRecord, requireRule, ruleArn, ruleKey, ruleKind, rulesOf } from '../records/rule-record.ts'
import { ruleSchedule } from '../records/rule-schedule.ts'
import { checkTags } from '../records/tags.ts'

/** Makes a rule, or replaces all of it but its targets. */
export function putRule({ catalog, clock }: EventsDependencies): Operation<eventbridge.PutRuleRequest, eventbridge.PutRuleResponse> {
  return async (input, context) => {
    const bus = requireBus(catalog, input.EventBusName, context)
    const { EventPattern: pattern, ScheduleExpression: schedule, RoleArn: roleArn, Description: description } = input
    const name = input.Name ?? ''
    if (!pattern && !schedule) throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.')
    if (pattern) checkPattern(pattern)
    if (schedule) {
      if (bus.name !== 'default') throw validation('ScheduleExpression is supported only on the default event bus.')
      ruleSchedule(schedule, clock.now())
    }
    const arn = ruleArn(bus, name)
    const tags = checkTags((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
    await catalog.update<RuleRecord, void>(ruleKind, ruleKey(bus.arn, name), current => ({
      next: {
        ...{ arn, name, busArn: bus.arn, busName: bus.name, accountId: bus.accountId, region: bus.region, state: input.State ?? 'ENABLED' },
        ...(pattern ? { pattern } : {}),
        ...(schedule ? { schedule } : {}),
        ...(description === undefined ? {} : { description }),
        ...(roleArn === undefined ? {} : { roleArn }),
        targets: current?.targets ?? [],
        // Tags of a rule that is there are changed by TagResource only.
        tags: current?.tags ?? tags,
        createdAt: current?.schedule === schedule && current ? current.createdAt : clock.now(),
      },
      result: undefined,
    }))
    return { RuleArn: arn }
  }
}

export function describeRule({
  catalog,
}: EventsDependencies): Operation<eventbridge.DescribeRuleRequest, eventbridge.DescribeRuleResponse> {
  return (input, context) => {
    const rule = requireRule(catalog, requireBus(catalog, input.EventBusName, context), input.Name ?? '')
    return { ...ruleAnswer(rule), CreatedBy: rule.accountId }
  }
}

function ruleAnswer(rule: RuleRecord): eventbridge.Rule {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventBusName: rule.busName,
    State: rule.state as eventbridge.RuleState,
    ...(rule.pattern === undefined ? {} : { EventPattern: rule.pattern }),
    ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule }),
    ...(rule.description === undefined ? {} : { Description: rule.description }),
    ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
  }
}

export function listRules({ catalog }: EventsDependencies): Operation<eventbridge.ListRulesRequest, eventbridge.ListRulesResponse> {
  return (input, context) => {
    const bus = requireBus(catalog, input.EventBusName, context)
    const found = rulesOf(catalog, bus.arn).filter(({ name }) => name.startsWith(input.NamePrefix ?? ''))
    const { items, nextToken } = pageOf(found, input)
    return { Rules: items.map(ruleAnswer), ...(nextToken === undefined ? {} : { NextToken: nextToken }) }
  }
}

export function listRuleNamesByTarget({
  catalog,
}: EventsDependencies): Operation<eventbridge.ListRuleNamesByTargetRequest, eventbridge.ListRuleNamesByTargetResponse> {
  return (input, context) => {
    const bus = requireBus(catalog, input.EventBusName, context)
    const found = rulesOf(catalog, bus.arn).filter(({ targets }) => targets.some(({ Arn }) => Arn === input.TargetArn))
    const { items, nextToken } = pageOf(found, input)
    return { RuleNames: items.map(({ name }) => name), ...(nextToken === undefined ? {} : { NextToken: nextToken }) }
  }
}

/** Nothing is wrong when it is gone already. */
export function deleteRule({ catalog }: EventsDependencies): Operation<eventbridge.DeleteRuleRequest, object> {
  return async (input, context) => {
    const bus = requireBus(catalog, input.EventBusName, context)
    await catalog.update<RuleRecord, void>(ruleKind, ruleKey(bus.arn, input.Name ?? ''), current => {
      if (current && current.targets.length > 0) throw validation("Rule can't be deleted since it has targets.")
      return { next: undefined, result: undefined }
    })
    return {}
  }
}

/** EnableRule and DisableRule. */
export function setState({ catalog }: EventsDependencies, state: 'ENABLED' | 'DISABLED'): Operation<eventbridge.EnableRuleRequest, object> {
  return async (input, context) => {
    const bus = requireBus(catalog, input.EventBusName, context)
    await changeRule(catalog, bus, input.Name ?? '', rule => ({ next: { ...rule, state }, result: undefined }))
    return {}
  }
}

export function testEventPattern(): Operation<eventbridge.TestEventPatternRequest, eventbridge.TestEventPatternResponse> {
  return input => {
    let event: unknown
    try {
      event = JSON.parse(input.Event ?? '')
    } catch {
      throw validation('Parameter Event is not valid. Reason: Event is not valid JSON.')
    }
    checkPattern(input.EventPattern ?? '')
    return { Result: parsePattern(input.EventPattern ?? '')(event) }
  }
}
