import { expect, it } from 'vitest'
import { notationOf, prepareNotation } from '../notation/studio-notation.ts'
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
  const found = completeCode(text, offset, notationOf(text)?.spotAt(text, offset), text, { samples, shapes: undefined })
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
  expect(after('"Type": ')).toBeUndefined()
})

it('offers the states there are where one is named', () => {
  expect(after('"StartAt": "A')).toEqual(['"StartAt": "Ask'])
  expect(after('"Next": "')).toEqual(['"Next": "Ask', '"Next": "Say'])
})

it('completes alike in YAML, in quotes, without them and over several lines', async () => {
  const yaml = `# Asks
StartAt: As
States:
  Ask:
    Type: Pass
    InputPath: $.order
    Parameters: { id.$: "$." }
    ResultSelector:
      r.$: $.
    Next: Sa
  Say:
    Type: Pass
    QueryLanguage: JSONata
    Output: |-
      {% $states.input. %}
    End: true
`
  const notation = await prepareNotation(yaml)
  const offered = (marker: string) => {
    const offset = yaml.indexOf(marker) + marker.length
    const known = { samples, shapes: undefined }
    const found = completeCode(yaml, offset, notation.spotAt(yaml, offset), notation.read(yaml)!, known)
    return found?.offers.map(offer => yaml.slice(offset - marker.length, found.from) + offer.text)
  }
  expect(offered('id.$: "$.')).toEqual(['id.$: "$.id'])
  expect(offered(' r.$: $.')).toEqual([' r.$: $.answer'])
  expect(offered('$states.input.')).toEqual(['$states.input.word'])
  expect(offered('StartAt: As')).toEqual(['StartAt: Ask'])
  expect(offered('Next: Sa')).toEqual(['Next: Say'])
  expect(offered('# As')).toBeUndefined()
  expect(offered('Ty')).toBeUndefined()
})
