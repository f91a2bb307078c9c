import type { Json, JsonObject } from '@pasos/asl'
import { isObject } from '../format/json-object.ts'
import { ruleText } from './rule-text.ts'

/** One level of a state machine: its own states, or those of a branch or an item processor. */
export interface Scope {
  startAt: string
  states: StateShape[]
  edges: Transition[]
}

export interface StateShape {
  name: string
  type: string
  /** What a Task calls, in a few letters: a function's name, `sns:publish`. */
  label: string
  /** Branches of a Parallel; the one item processor of a Map. */
  inner: Scope[]
}

export interface Transition {
  from: string
  to: string
  kind: 'next' | 'choice' | 'default' | 'catch'
  label: string
}

/** A definition's text → its shape. Gives `undefined` for a text that is no state machine; what is merely incomplete is drawn as far as it goes. */
export function machineGraph(definition: string): Scope | undefined {
  try {
    const parsed = JSON.parse(definition) as Json
    return isObject(parsed) ? scopeOf(parsed) : undefined
  } catch {
    return undefined
  }
}

function scopeOf(machine: JsonObject): Scope | undefined {
  if (!isObject(machine.States)) return undefined
  const scope: Scope = { startAt: textOf(machine.StartAt), states: [], edges: [] }
  for (const [name, state] of Object.entries(machine.States)) {
    if (!isObject(state)) continue
    scope.states.push({ name, type: textOf(state.Type), label: taskLabel(state), inner: innerScopes(state) })
    addTransitions(scope, name, state)
  }
  const known = new Set(scope.states.map(state => state.name))
  scope.edges = scope.edges.filter(edge => known.has(edge.to))
  return scope
}

function innerScopes(state: JsonObject): Scope[] {
  const sources =
    state.Type === 'Parallel' ? listOf(state.Branches) : state.Type === 'Map' ? [state.ItemProcessor ?? state.Iterator ?? null] : []
  return sources.flatMap(source => (isObject(source) ? (scopeOf(source) ?? []) : []))
}

function addTransitions(scope: Scope, from: string, state: JsonObject): void {
  const add = (to: Json | undefined, kind: Transition['kind'], label = '') => {
    if (typeof to === 'string') scope.edges.push({ from, to, kind, label })
  }
  add(state.Next, 'next')
  for (const rule of listOf(state.Choices)) if (isObject(rule)) add(rule.Next, 'choice', ruleText(rule))
  add(state.Default, 'default')
  for (const catcher of listOf(state.Catch)) {
    if (isObject(catcher)) add(catcher.Next, 'catch', listOf(catcher.ErrorEquals).map(textOf).join(', '))
  }
}

/** States named anywhere in the machine, outer ones first. */
export function allStates(scope: Scope): StateShape[] {
  return scope.states.flatMap(state => [state, ...state.inner.flatMap(allStates)])
}

function taskLabel(state: JsonObject): string {
  const resource = textOf(state.Resource)
  if (state.Type !== 'Task' || resource === '') return ''
  if (resource.includes(':function:')) return `Lambda ${resource.split(':function:')[1]?.split(':')[0] ?? ''}`
  if (resource.includes(':activity:')) return `Activity ${resource.split(':activity:')[1] ?? ''}`
  const service = resource.split(':::')[1]
  if (service?.startsWith('lambda:invoke')) {
    const parameters = isObject(state.Parameters) ? state.Parameters : isObject(state.Arguments) ? state.Arguments : {}
    const name = textOf(parameters.FunctionName)
    return name === ''
      ? 'lambda:invoke'
      : `Lambda ${name.includes(':function:') ? (name.split(':function:')[1]?.split(':')[0] ?? name) : name}`
  }
  return service?.replace('aws-sdk:', '') ?? resource
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
