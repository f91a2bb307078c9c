import { describe, expect, it } from 'vitest'
import { shapeOf } from '../check/flow/data-shape.ts'
import { stateShapesOf } from '../check/flow/state-shapes-of.ts'
import type { Json } from '../json.ts'
import { completionsAt, EXAMPLE_CONTEXT } from './completions.ts'
import { preview } from './preview.ts'

const input: Json = { order: { id: 'o-1', lines: [{ sku: 'a', 'unit price': 2 }] }, 'is even': true }
const context = EXAMPLE_CONTEXT as { [name: string]: Json }

function words(text: string, language: 'JSONPath' | 'JSONata' = 'JSONPath') {
  const data = { language, input: shapeOf(input), context: shapeOf(context), variables: new Map([['total', shapeOf(3)]]) }
  const cursor = text.indexOf('|')
  return completionsAt(text.replace('|', ''), cursor, data).map(({ text: word, from }) => text.slice(0, from) + word)
}

describe('completion', () => {
  it('of a path names what the data have there, quoted where a name needs it', () => {
    expect(words('$.|')).toEqual(['$.order', "$['is even']"])
    expect(words('$.or|')).toEqual(['$.order'])
    expect(words('$.order.|')).toEqual(['$.order.id', '$.order.lines'])
    expect(words('$.order.lines[0].|')).toEqual(['$.order.lines[0].sku', "$.order.lines[0]['unit price']"])
    expect(words('$$.Execution.St|')).toEqual(['$$.Execution.StartTime'])
    expect(words('$tot|')).toEqual(['$total'])
    expect(words('$.nowhere.|')).toEqual([])
    expect(words('$.order.id.|')).toEqual([])
  })

  it('of an intrinsic function names the functions, and paths in its arguments', () => {
    expect(words('States.MathA|')).toEqual(['States.MathAdd('])
    expect(words("States.Format('{}', $.order.i|)")).toEqual(["States.Format('{}', $.order.id"])
  })

  it('of an expression goes through lists as JSONata does, and stands within its marks only', () => {
    expect(words('{% $states.|', 'JSONata')).toEqual(['{% $states.input', '{% $states.context'])
    expect(words('{% $states.input.order.lines.|', 'JSONata')).toEqual([
      '{% $states.input.order.lines.sku',
      '{% $states.input.order.lines.`unit price`',
    ])
    expect(words('{% $lowerc|', 'JSONata')).toEqual(['{% $lowercase('])
    expect(words('{% $to|', 'JSONata')).toContain('{% $total')
    expect(words('$states.|', 'JSONata')).toEqual([])
    expect(words('{% 1 %} $states.|', 'JSONata')).toEqual([])
  })

  it('knows without any sample what states before have made of the data', () => {
    const machine = {
      StartAt: 'Make',
      States: {
        Make: { Type: 'Pass', Result: { a: { b: 1 } }, ResultPath: '$.made', Next: 'Each' },
        Each: {
          Type: 'Map',
          ItemsPath: '$.made.list',
          ItemSelector: { 'given.$': '$.made', fixed: 1 },
          ItemProcessor: { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    }
    const known = stateShapesOf(
      JSON.stringify({ ...machine, States: { ...machine.States, Each: { ...machine.States.Each, ItemsPath: '$.list' } } }),
    )!
    const at = (state: string, text: string) =>
      completionsAt(text, text.length, { language: 'JSONPath', input: known.get(state)!.input, context: shapeOf(context) }).map(
        each => each.text,
      )
    expect(at('Each', '$.')).toContain('.made')
    expect(at('Each', '$.made.a.')).toEqual(['.b'])
    expect(at('In', '$.')).toEqual(['.given', '.fixed'])
    expect(stateShapesOf('{"StartAt":')).toBeUndefined()
    expect(stateShapesOf('{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.["}}}')).toBeUndefined()
  })
})

describe('a preview', () => {
  const given = { input, context, variables: { total: 3 } }
  const path = (value: Json) => preview(value, { ...given, language: 'JSONPath' })
  const jsonata = (value: Json, result?: Json) => preview(value, { ...given, result, language: 'JSONata' })

  it('is what the state would make of the sample', () => {
    expect(path('$.order.lines[0].sku')).toEqual({ value: 'a' })
    expect(path("States.Format('{}!', $.order.id)")).toEqual({ value: 'o-1!' })
    expect(path({ 'id.$': '$.order.id', 'all.$': '$total', kept: [1] })).toEqual({ value: { id: 'o-1', all: 3, kept: [1] } })
    expect(jsonata({ n: '{% $total + $count($states.input.order.lines) %}', s: 'x' })).toEqual({ value: { n: 4, s: 'x' } })
    expect(jsonata('{% $states.result.ok %}', { ok: true })).toEqual({ value: true })
  })

  it('says in AWS’s words why there is none', () => {
    expect(path('$.nowhere')).toMatchObject({ problem: expect.stringContaining("Invalid path '$.nowhere'") })
    expect(path('$.[')).toMatchObject({ problem: expect.any(String) })
    expect(jsonata('{% $states.input.nowhere %}')).toMatchObject({ problem: expect.stringContaining('returned nothing') })
    expect(jsonata('{% 1 + %}')).toMatchObject({ problem: expect.any(String) })
  })
})
