import { itemsOf, memberOf, membersOf, type Place, textOf } from '../place.ts'
import type { DataShape } from './data-shape.ts'
import type { FlowEdge, StateFlow, StateOutcome } from './flow-context.ts'
import { expressionShape } from './jsonata-shapes.ts'
import { pathField } from './path-reports.ts'

/** Where a Choice state leads: to each rule's target and to the default. */
export function choiceEdges(flow: StateFlow): StateOutcome {
  const { place, input } = flow
  const rules = memberOf(place, 'Choices')
  const edges: FlowEdge[] = []
  const isJsonata = flow.language === 'JSONata'
  const effective = isJsonata ? input : pathField(flow, memberOf(place, 'InputPath'), input)
  const isProbing = isJsonata ? false : rules !== undefined && probesPresence(rules)
  for (const rule of rules ? itemsOf(rules) : []) {
    if (isJsonata) edges.push({ target: textOf(rule, 'Next') ?? '', data: ruleOutput(flow, rule, input) })
    else {
      if (!isProbing) visitVariables(flow, rule, effective)
      edges.push({
        target: textOf(rule, 'Next') ?? '',
        data: pathField({ ...flow, isReporting: false }, memberOf(place, 'OutputPath'), effective),
      })
    }
  }
  const target = textOf(place, 'Default')
  if (target !== undefined) {
    const data = isJsonata ? ruleOutput(flow, place, input) : pathField(flow, memberOf(place, 'OutputPath'), effective)
    edges.push({ target, data })
  }
  return { edges }
}

function ruleOutput(flow: StateFlow, owner: Place, input: DataShape): DataShape {
  const condition = memberOf(owner, 'Condition')
  if (condition) expressionShape(flow, condition, { input })
  const output = memberOf(owner, 'Output')
  return output ? expressionShape(flow, output, { input }) : input
}

/** Whether any rule asks if something is there: then nothing may be said of what the others test. */
function probesPresence(place: Place): boolean {
  if (place.node.members?.has('IsPresent')) return true
  return [...itemsOf(place), ...membersOf(place)].some(probesPresence)
}

function visitVariables(flow: StateFlow, rule: Place, effective: DataShape): void {
  for (const member of membersOf(rule)) {
    if (member.key === 'Variable' || String(member.key).endsWith('Path')) pathField(flow, member, effective)
    else visitVariables(flow, member, effective)
  }
  for (const item of itemsOf(rule)) visitVariables(flow, item, effective)
}
