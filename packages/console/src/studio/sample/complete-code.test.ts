import { expect, it } from 'vitest'
import { completeCode } from './complete-code.ts'

const text = `{
  "StartAt": "Ask",
  "States": {
    "Ask": { "Type": "Pass", "InputPath": "$.order", "Parameters": { "id.$": "$." }, "ResultSelector": { "r.$": "$." }, "Next": "Say" },
    "Say": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": { "n": "{% $states.input. %}" }, "End": true }
  }
}`
const samples = new Map([
  ['Ask', { input: { order: { id: 1 } }, result: { answer: true }, variables: {} }],
  ['Say', { input: { word: 'x' }, variables: {} }],
])

function after(marker: string, from = 0) {
  const offset = text.indexOf(marker, from) + marker.length
  const found = completeCode(text, offset, { samples, shapes: undefined })
  return found?.offers.map(offer => text.slice(offset - marker.length, found.from) + offer.text)
}

it('completes in code what the state’s field sees: after InputPath, of the result, in the state’s own language', () => {
  expect(after('"id.$": "$.')).toEqual(['"id.$": "$.id'])
  expect(after('"r.$": "$.')).toEqual(['"r.$": "$.answer'])
  expect(after('"InputPath": "$.')).toEqual(['"InputPath": "$.order'])
  expect(after('$states.input.')).toEqual(['$states.input.word'])
})

it('offers nothing outside of texts and outside of states', () => {
  expect(after('"End": tr')).toBeUndefined()
  expect(after('"StartAt": "A')).toBeUndefined()
})
