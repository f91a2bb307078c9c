import { checkDefinition, type FieldShape, fieldTable, type ObjectShape, type ShapeName, stateTypes } from '@pasos/asl'
import { edit, type JsonPath, newHistory, undo } from '@pasos/graph'
import { describe, expect, it } from 'vitest'
import { fieldHelp } from '../../language/en/fields.ts'
import type { Language } from '../sample/known-data.ts'
import { valueAtPath } from '../value-at-path.ts'
import { addField, withComparison } from './add-field.ts'
import { fieldKind, fieldText } from './field-kind.ts'
import { COMPARISONS, offeredFields } from './offered-fields.ts'

/** Drawn in the graph, or set by the name, the next state and the graph's own verbs. */
const DRAWN = new Set(['Type', 'Next', 'End', 'States'])

const BEGINNINGS: Record<string, object> = {
  Task: { Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' },
  Choice: { Choices: [{ Variable: '$.n', IsNull: true, Next: 'Last' }] },
  Wait: {},
  Parallel: { Branches: [{ StartAt: 'In', States: { In: { Type: 'Succeed' } } }] },
  Map: { ItemProcessor: { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } } },
}
const STATE = ['States', 'It']

/** A machine with one state of the type, written by hand. */
function machineWith(type: string, language: Language): string {
  const { Choices: choices, ...rest } = (BEGINNINGS[type] ?? {}) as Record<string, unknown>
  const rules = language === 'JSONata' ? [{ Condition: '{% true %}', Next: 'Last' }] : choices
  const ends = ['Choice', 'Succeed', 'Fail'].includes(type) ? {} : { Next: 'Last' }
  const body = { Type: type, ...(choices ? { Choices: rules } : {}), ...rest, ...ends }
  return `{ "QueryLanguage": "${language}",  "StartAt": "It",
  "States": { "It": ${JSON.stringify(body)},
    "Last": {"Type":"Succeed"} } }`
}

interface Reached {
  name: string
  field: FieldShape
  /** Of the value, and of what holds it, each added by the form where it was not there. */
  path: JsonPath
  text: string
}

/** Every field that the form of what stands at the path leads to, each in the text in which it has just been added. */
function reach(text: string, shape: ShapeName, path: JsonPath, language: Language, depth = 0): Reached[] {
  const value = valueAtPath(text, path) as Record<string, unknown>
  const { shown, absent, required } = offeredFields(shape, language, value)
  const here = [...shown, ...absent]
  // Of fields of which only one may be there, another is offered when that one is removed.
  const others = shown.flatMap(([name]) => {
    if (!(name in value) || required.has(name) || depth > 3) return []
    const without = done(text, { type: 'removeField', path: [...path, name] })
    const now = offeredFields(shape, language, valueAtPath(without, path) as Record<string, unknown>)
    const further = now.absent.filter(([other]) => other !== name && !here.some(([known]) => known === other))
    return further.flatMap(([other, field]) => withField(without, other, field, path, language, depth))
  })
  return [...here.flatMap(([name, field]) => withField(text, name, field, path, language, depth)), ...others]
}

function withField(text: string, name: string, field: FieldShape, path: JsonPath, language: Language, depth: number): Reached[] {
  const at = [...path, name]
  const value = valueAtPath(text, path) as Record<string, unknown>
  const added = name in value ? text : done(text, addField(path, value, [name, field], language, 'Last'))
  const kind = fieldKind(name, field, language, valueAtPath(added, at))
  const here = { name, field, path: at, text: added }
  if (depth > 2 || !('shape' in kind)) return [here]
  const inner = kind.kind === 'fields' ? at : [...at, 0]
  return [here, ...reach(added, kind.shape, inner, language, depth + 1)]
}

function done(text: string, command: Parameters<typeof edit>[1]): string {
  const edited = edit(newHistory(text), command)
  if ('refused' in edited) throw new Error(edited.refused)
  return edited.history.text
}

/** By the table alone: `Retry.MaxAttempts` for each field that a state of the type may have. */
function fieldsOf(shape: ShapeName, language: Language, prefix = '', seen: readonly string[] = []): string[] {
  const table: ObjectShape = fieldTable[shape]
  return Object.entries(table.fields).flatMap(([name, field]) => {
    const isForm = shape === 'Catcher' || shape === 'ChoiceRule'
    if ((field.only ?? language) !== language || (DRAWN.has(name) && !(name === 'Next' && isForm))) return []
    const inner = field.value.kind === 'object' || field.value.kind === 'list' ? field.value.shape : undefined
    const deeper = inner && !seen.includes(inner) ? fieldsOf(inner, language, `${prefix}${name}.`, [...seen, inner]) : []
    return [`${prefix}${name}`, ...deeper]
  })
}

const named = (path: JsonPath) => path.filter(step => typeof step === 'string').join('.')

/** What somebody may write into a field of this kind, and what the definition shall say then. */
function samplesFor({ value: shape }: FieldShape, name: string, language: Language): [text: string, value: unknown][] {
  const expression: [string, unknown][] = language === 'JSONata' ? [['{% $states.input.x %}', '{% $states.input.x %}']] : []
  if (name === 'Next' || name === 'Default' || name === 'StartAt') return [['Last', 'Last']]
  switch (shape.kind) {
    case 'integer':
    case 'number':
      return [['7', 7], ['1.', 1], ['0.5', 0.5], ['', ''], ...(shape.expression ? expression : [])]
    case 'boolean':
      return [
        ['true', true],
        ['false', false],
      ]
    case 'enum':
      return shape.values.map(each => [each, each])
    case 'path':
    case 'result-path':
      return [
        ['$.a.b', '$.a.b'],
        ['null', null],
      ]
    case 'error-names':
    case 'texts':
      return [
        ['A', ['A']],
        ['A, B.C', ['A', 'B.C']],
        ['A,', ['A', '']],
      ]
    case 'template':
    case 'any':
    case 'expressions':
    case 'assign':
      return [['{ "a.$": "$.x", "b": [1, null] }', { 'a.$': '$.x', b: [1, null] }], ['"x"', 'x'], ...expression]
    case 'object':
    case 'list':
      return []
    default:
      return [['$.é "q"', '$.é "q"'], ['', ''], ...expression]
  }
}

const LANGUAGES: Language[] = ['JSONPath', 'JSONata']
const MACHINES = LANGUAGES.flatMap(language => [
  { type: 'StateMachine', language },
  ...stateTypes.map(type => ({ type: type as string, language })),
])

describe('the inspector', () => {
  it.for(MACHINES)('has a form for every field of $type in $language', ({ type, language }) => {
    const path = type === 'StateMachine' ? [] : STATE
    const found = reach(machineWith(type, language), type as ShapeName, path, language)
    const reached = new Set(found.map(one => named(one.path.slice(path.length))))
    const missing = fieldsOf(type as ShapeName, language).filter(name => !reached.has(name) && !name.startsWith('Iterator'))
    // A rule within a rule within a rule has the same fields as the one around it.
    expect(missing.filter(name => !/(And|Or|Not)\.(And|Or|Not)/.test(name))).toEqual([])
  })

  it.for(MACHINES)('writes what is put into each field of $type in $language, and nothing else', ({ type, language }) => {
    const path = type === 'StateMachine' ? [] : STATE
    for (const { name, field, path: at, text } of reach(machineWith(type, language), type as ShapeName, path, language)) {
      for (const [typed, value] of samplesFor(field, name, language)) {
        const kind = fieldKind(name, field, language, valueAtPath(text, at))
        if (!('read' in kind)) throw new Error(`${name} has no form`)
        const edited = edit(newHistory(text), { type: 'setField', path: at, value: kind.read(typed)?.value })
        if ('refused' in edited) throw new Error(`${named(at)}: ${edited.refused}`)
        expect(valueAtPath(edited.history.text, at), named(at)).toEqual(value)
        expect(kind.read(fieldText(kind, value))?.value, `${named(at)} read again`).toEqual(value)
        expect(undo(edited.history).text).toBe(text)
        const without = done(edited.history.text, { type: 'removeField', path: at })
        expect(without, named(at)).toBe(done(text, { type: 'removeField', path: at }))
      }
    }
  })

  it.for(MACHINES)('begins each field of $type in $language with what the check has nothing against', ({ type, language }) => {
    const path = type === 'StateMachine' ? [] : STATE
    const before = new Set(errorsIn(machineWith(type, language)))
    for (const { path: at, text } of reach(machineWith(type, language), type as ShapeName, path, language)) {
      const errors = errorsIn(text).filter(message => !before.has(message))
      expect(
        errors.filter(message => !ELSEWHERE.some(known => known.test(message))),
        named(at),
      ).toEqual([])
    }
  })

  it('says of each field what it is for', () => {
    const names = new Set(
      MACHINES.flatMap(({ type, language }) => fieldsOf(type as ShapeName, language)).map(name => name.replace(/.*\.(?!\$)/, '')),
    )
    // A comparison says itself what it compares; that there may be nothing at the path is what needs to be said.
    const unsaid = [...names].filter(name => !(name in fieldHelp) && !COMPARISONS.includes(name))
    expect(unsaid).toEqual([])
  })

  it('changes a comparison, and takes it into a combinator, in place', () => {
    const fields: ObjectShape['fields'] = fieldTable.ChoiceRule.fields
    const rule = { Variable: '$.n', NumericEquals: 3, Next: 'Last' }
    const change = (to: string) => withComparison(rule, 'NumericEquals', to, fields[to]!, fields['NumericEquals']!)
    expect(JSON.stringify(change('NumericLessThan'))).toBe('{"Variable":"$.n","NumericLessThan":3,"Next":"Last"}')
    expect(change('IsPresent')).toEqual({ Variable: '$.n', IsPresent: true, Next: 'Last' })
    expect(addField(['x'], rule, ['And', fields['And']!], 'JSONPath')).toMatchObject({
      value: { And: [{ Variable: '$.n', NumericEquals: 3 }], Next: 'Last' },
    })
  })

  it('keeps the digits of numbers in JSON', () => {
    const kind = fieldKind('Result', { value: { kind: 'any' } }, 'JSONPath', {})
    const typed = '{\n  "id": 12345678901234567890,\n  "n": 1.50\n}'
    const text = done(machineWith('Pass', 'JSONPath'), {
      type: 'setField',
      path: [...STATE, 'Result'],
      value: 'read' in kind ? kind.read(typed)?.value : 0,
    })
    expect(text).toContain('{ "id": 12345678901234567890, "n": 1.50 }')
    expect(fieldText(kind, valueAtPath(text, [...STATE, 'Result']))).toBe(typed)
  })
})

/** What depends on another field, which somebody sets as well. */
const ELSEWHERE = [/only supported for Map state with distributed mode/, /Field '(ExecutionType|CSVHeaderLocation)' is not supported/]

function errorsIn(text: string): string[] {
  return checkDefinition(text).flatMap(finding => (finding.severity === 'ERROR' ? [finding.message] : []))
}
