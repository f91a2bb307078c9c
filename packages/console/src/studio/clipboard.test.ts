import { checkDefinition } from '@pasos/asl'
import { type Clip, clipOf, runCommand } from '@pasos/graph'
import { expect, it } from 'vitest'
import { clipFor } from './clipboard.ts'

const machine = (language: string, states: object, startAt: string) =>
  JSON.stringify({ QueryLanguage: language, StartAt: startAt, States: states }, null, 2)
const pass = { Type: 'Pass', End: true }

function pasted(into: string, clip: Clip) {
  const outcome = runCommand(into, { type: 'paste', place: { scope: [], from: '' }, clip })
  if ('refused' in outcome) throw new Error(outcome.refused)
  return outcome.text
}

it('gives states from a JSONata machine their language, inside containers too, where the machine is in JSONPath', () => {
  const inside = { Type: 'Pass', Output: '{% $states.input.n %}', End: true }
  const map = { Type: 'Map', Items: '{% [1] %}', ItemProcessor: { StartAt: 'In', States: { In: inside } }, End: true }
  const clip = clipOf(machine('JSONata', { Each: map }, 'Each'), ['Each'])!
  const text = pasted(machine('JSONPath', { P: pass }, 'P'), clipFor(clip, 'JSONPath'))
  expect(checkDefinition(text).filter(({ severity }) => severity === 'ERROR')).toEqual([])
  expect(JSON.parse(text).States.Each).toMatchObject({
    QueryLanguage: 'JSONata',
    ItemProcessor: { States: { In: { QueryLanguage: 'JSONata', Output: '{% $states.input.n %}' } } },
  })
})

it('converts states from a JSONPath machine where the machine is in JSONata', () => {
  const states = { Wait: { Type: 'Wait', SecondsPath: '$.s', Next: 'Then' }, Then: { Type: 'Pass', Result: 12, End: true } }
  const clip = clipOf(machine('JSONPath', states, 'Wait'), ['Wait', 'Then'])!
  const text = pasted(machine('JSONata', { P: pass }, 'P'), clipFor(clip, 'JSONata'))
  expect(checkDefinition(text).filter(({ severity }) => severity === 'ERROR')).toEqual([])
  expect(JSON.parse(text).States.Wait).toEqual({ Type: 'Wait', Seconds: '{% $states.input.s %}', Next: 'Then' })
})

it('changes nothing where both machines speak one language', () => {
  const clip = clipOf('{"StartAt":"A","States":{"A":{"Type":"Pass","Result":1.50,"End":true}}}', ['A'])!
  expect(clipFor(clip, 'JSONPath')).toBe(clip)
})
