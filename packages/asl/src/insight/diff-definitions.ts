import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { isDeepEqual } from '../path/json-equality.ts'

/** What differs between two definitions. */
export interface DefinitionDiff {
  /** Of the machine itself: StartAt, TimeoutSeconds, QueryLanguage … */
  machine: FieldChange[]
  /** In the order of the second definition, what is gone last. */
  states: StateChange[]
  /** First names of what the second takes of the execution's input and the first did not: callers may have to send more. */
  inputRead: string[]
  /** Whether a text with a placeholder was taken as equal to what stands in its place. */
  hasFilledIn: boolean
}

export interface StateChange {
  what: 'added' | 'removed' | 'changed' | 'renamed'
  name: string
  /** Of a renamed state, its former name. */
  from?: string
  /** The Maps and Parallels around it, the outermost first. */
  within: string[]
  type: string
  /** Of a changed state. */
  fields: FieldChange[]
}

/** A value that came (no `before`), went (no `after`) or is another one. `path` is a JSON pointer within its state. */
export interface FieldChange {
  path: string
  before?: Json
  after?: Json
}

/**
 * Compares what two definitions say, not how they are laid out. A container whose inner states changed has not changed itself.
 * `${Name}` within a text of one stands for whatever the other has there, as a deployment fills it in.
 */
export function diffDefinitions(before: JsonObject, after: JsonObject): DefinitionDiff {
  const seen = { hasFilledIn: false }
  const [old, now] = [statesIn(before), statesIn(after)]
  const removed = [...old.values()].filter(({ name }) => !now.has(name))
  const states: StateChange[] = []
  for (const state of now.values()) {
    const known = old.get(state.name)
    const former = known === undefined ? removed.find(each => isSameBody(each, state)) : undefined
    if (former !== undefined) {
      removed.splice(removed.indexOf(former), 1)
      states.push({ ...told(state, 'renamed'), from: former.name })
    } else if (known === undefined) states.push(told(state, 'added'))
    else {
      const fields = changes(known.own, state.own, '', seen)
      if (fields.length > 0) states.push({ ...told(state, 'changed'), fields })
    }
  }
  states.push(...removed.map(state => told(state, 'removed')))
  const readBefore = inputNames(before)
  return {
    machine: changes(withoutStates(before), withoutStates(after), '', seen),
    states,
    inputRead: [...inputNames(after)].filter(name => !readBefore.has(name)),
    hasFilledIn: seen.hasFilledIn,
  }
}

interface FoundState {
  name: string
  within: string[]
  own: JsonObject
}

/** By their names, which are unique in a definition, without the states within them. */
function statesIn(scope: Json, within: string[] = [], found = new Map<string, FoundState>()): Map<string, FoundState> {
  const states = isJsonObject(scope) ? scope['States'] : undefined
  if (!isJsonObject(states ?? null)) return found
  for (const [name, state] of Object.entries(states as JsonObject)) {
    if (!isJsonObject(state)) continue
    const { Branches, ItemProcessor, Iterator: iterator, ...own } = state
    const inner = [...(Array.isArray(Branches) ? Branches : []), ItemProcessor, iterator].filter(each => each !== undefined)
    const heads = inner.map(withoutStates)
    found.set(name, {
      name,
      within,
      own: { ...own, ...(heads.length > 0 && { [innerName(state)]: heads.length === 1 ? heads[0]! : heads }) },
    })
    for (const each of inner) statesIn(each, [...within, name], found)
  }
  return found
}

function innerName(state: JsonObject): string {
  return ['Branches', 'ItemProcessor', 'Iterator'].find(name => state[name] !== undefined)!
}

function withoutStates(scope: Json): Json {
  if (!isJsonObject(scope)) return scope
  const { States: _states, ...rest } = scope
  return rest
}

function told({ name, within, own }: FoundState, what: StateChange['what']): StateChange {
  return { what, name, within, type: typeof own['Type'] === 'string' ? own['Type'] : '', fields: [] }
}

function isSameBody(one: FoundState, other: FoundState): boolean {
  return isDeepEqual(one.within, other.within) && isDeepEqual(one.own, other.own)
}

function changes(before: Json, after: Json, path: string, seen: { hasFilledIn: boolean }): FieldChange[] {
  if (isJsonObject(before) && isJsonObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...names].flatMap(name =>
      member(before[name], after[name], `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, seen),
    )
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length)
    return Array.from({ length }, (_, index) => member(before[index], after[index], `${path}/${index}`, seen)).flat()
  }
  if (isDeepEqual(before, after)) return []
  if (isFilledIn(before, after)) {
    seen.hasFilledIn = true
    return []
  }
  return [{ path, before, after }]
}

function member(before: Json | undefined, after: Json | undefined, path: string, seen: { hasFilledIn: boolean }): FieldChange[] {
  if (before === undefined) return [{ path, after: after! }]
  return after === undefined ? [{ path, before }] : changes(before, after, path, seen)
}

const PLACEHOLDER = /\$\{[^}]*\}/

/** Whether one text is the other with something in place of its placeholders. */
function isFilledIn(one: Json, other: Json): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return false
  return fits(one, other) || fits(other, one)
}

function fits(template: string, text: string): boolean {
  const parts = template.split(PLACEHOLDER)
  if (parts.length === 1) return false
  const [first, last] = [parts[0]!, parts.at(-1)!]
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  const end = text.length - last.length
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}

/** What the execution's input is asked for by name: by the first state, and by whoever asks the context object. */
function inputNames(definition: JsonObject): Set<string> {
  const names = new Set<string>()
  const take = (value: Json, expression: RegExp): void => {
    if (typeof value === 'string') for (const [, name] of value.matchAll(expression)) names.add(name!)
    else if (Array.isArray(value)) for (const each of value) take(each, expression)
    else if (isJsonObject(value)) for (const each of Object.values(value)) take(each, expression)
  }
  take(definition, /(?:\$\$\.|\$states\.context\.)Execution\.Input\.([A-Za-z_]\w*)/g)
  const start = statesIn(definition).get(String(definition['StartAt']))?.own ?? {}
  if ((start['QueryLanguage'] ?? definition['QueryLanguage']) === 'JSONata') take(start, /\$states\.input\.([A-Za-z_]\w*)/g)
  else take(readsOfInput(start), /(?<![\w$])\$\.([A-Za-z_]\w*)/g)
  return names
}

/** The fields whose paths begin at the state's input; what is made of its result is no longer that. */
function readsOfInput(state: JsonObject): Json {
  const { InputPath, ResultSelector, ResultPath, OutputPath, Assign, Catch, ...given } = state
  return typeof InputPath === 'string' && InputPath !== '$' ? InputPath : given
}
