import type { CheckContext, QueryLanguage, WorkflowType } from './check-context.ts'
import { spelledLike, suggestion } from './fix/spelled-like.ts'
import { itemsOf, memberOf, membersOf, type Place, textOf } from './place.ts'
import { FIELD_RULES, OBJECT_RULES, SCOPE_RULES } from './rules/rule-table.ts'
import type { ShapeName } from './shape/shape.ts'
import { SHAPES } from './shape/shapes.ts'
import { isStateType, STATE_TYPES } from './shape/state-shapes.ts'
import type { FieldVisit, ObjectVisit, ScopeVisit, StateInfo } from './visit.ts'

/** Takes a whole machine past every rule, in the order of the text; returns its scopes, outermost first. */
export function walkMachine(root: Place, context: CheckContext): ScopeVisit[] {
  const scopes: ScopeVisit[] = []
  const { language, type } = context
  visitScope({ place: root, name: 'StateMachine', shape: SHAPES.StateMachine, language, type }, undefined, context, scopes)
  for (const scope of scopes) for (const rule of SCOPE_RULES) rule(scope, context)
  return scopes
}

/** Takes one state past the rules on objects and fields. */
export function walkState(place: Place, context: CheckContext): void {
  const root: ScopeVisit = { place, states: undefined, list: [] }
  visitState(place, context.type, root, context, [])
}

function visitScope(visit: ObjectVisit, parent: ScopeVisit | undefined, context: CheckContext, scopes: ScopeVisit[]): void {
  const states = memberOf(visit.place, 'States')
  const list = states ? membersOf(states) : []
  const scope: ScopeVisit = { place: visit.place, states, list, ...(parent && { parent }), ...(visit.state && { owner: visit.state }) }
  scopes.push(scope)
  visitObject(visit, scope, context, scopes)
}

function visitObject(visit: ObjectVisit, scope: ScopeVisit, context: CheckContext, scopes: ScopeVisit[]): void {
  if (context.isFull) return
  if (visit.place.node.members === undefined) {
    context.report('value-type', visit.place, { expected: 'Object' })
    return
  }
  for (const rule of OBJECT_RULES) rule(visit, context)
  for (const field of membersOf(visit.place)) {
    const fieldName = String(field.key)
    const fieldShape = Object.hasOwn(visit.shape.fields, fieldName) ? visit.shape.fields[fieldName] : undefined
    if (fieldShape && (fieldShape.only === undefined || fieldShape.only === visit.language)) {
      visitField({ ...visit, field, fieldName, fieldShape }, scope, context, scopes)
    }
  }
}

function visitField(visit: FieldVisit, scope: ScopeVisit, context: CheckContext, scopes: ScopeVisit[]): void {
  for (const rule of FIELD_RULES) rule(visit, context)
  const { value } = visit.fieldShape
  if (value.kind === 'object') visitPart(visit, visit.field, value.shape, scope, context, scopes)
  else if (value.kind === 'list') for (const item of itemsOf(visit.field)) visitPart(visit, item, value.shape, scope, context, scopes)
  else if (value.kind === 'states') for (const state of scope.list) visitState(state, visit.type, scope, context, scopes)
}

function visitPart(visit: FieldVisit, place: Place, name: ShapeName, scope: ScopeVisit, context: CheckContext, scopes: ScopeVisit[]): void {
  const type = runsExpressChildren(place) ? 'EXPRESS' : visit.type
  const part: ObjectVisit = { place, name, shape: SHAPES[name], language: visit.language, type, ...(visit.state && { state: visit.state }) }
  if (name === 'Branch' || name === 'Processor') visitScope(part, scope, context, scopes)
  else visitObject(part, scope, context, scopes)
}

/** AWS: the child workflows of a distributed Map are of a type of their own, and Express ones may do no more than others of that type. */
function runsExpressChildren(scope: Place): boolean {
  const config = memberOf(scope, 'ProcessorConfig')
  return config !== undefined && textOf(config, 'Mode') === 'DISTRIBUTED' && textOf(config, 'ExecutionType') === 'EXPRESS'
}

function visitState(place: Place, type: WorkflowType, scope: ScopeVisit, context: CheckContext, scopes: ScopeVisit[]): void {
  if (place.node.members === undefined) {
    context.report('value-type', place, { expected: 'Object' })
    return
  }
  const stateType = memberOf(place, 'Type')
  if (stateType === undefined) {
    const instead = spelledLike('Type', place.node.members.keys())
    context.report('missing-fields', place, { fields: 'Type', ...(instead !== undefined && { instead }) })
    return
  }
  if (typeof stateType.node.value !== 'string') {
    context.report('value-type', stateType, { expected: 'String' })
    return
  }
  if (!isStateType(stateType.node.value)) {
    const like = suggestion(stateType.node.value, STATE_TYPES)
    context.report('state-type', stateType, { values: STATE_TYPES.join(', '), ...like })
    return
  }
  const name = stateType.node.value
  const state: StateInfo = { name: String(place.key ?? ''), type: name, place }
  visitObject({ place, name, shape: SHAPES[name], language: languageOf(place, context), type, state }, scope, context, scopes)
}

/** A state inside a Map or Parallel inherits the machine's language, not that of the state around it. */
export function languageOf(state: Place, context: CheckContext): QueryLanguage {
  return context.language === 'JSONata' || declaresJsonata(state) ? 'JSONata' : 'JSONPath'
}

/** AWS: whatever is there and is not exactly `JSONPath` is taken for JSONata, besides being reported when it is neither. */
export function declaresJsonata(place: Place): boolean {
  const declared = memberOf(place, 'QueryLanguage')
  return declared !== undefined && declared.node.value !== 'JSONPath'
}
