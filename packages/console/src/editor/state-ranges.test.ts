import { describe, expect, it } from 'vitest'
import { stateAt, stateRanges } from './state-ranges.ts'

const text = `{
  "StartAt": "Each",
  "States": {
    "Each": { "Type": "Map", "ItemProcessor": { "StartAt": "In", "States": { "In": { "Type": "Pass", "Result": {"States": 1} } } } },
    "La \\"st\\"": { "Type": "Succeed" }
  }
}`

describe('stateRanges', () => {
  it('finds states at every depth with the text that is theirs', () => {
    expect(stateRanges(text).map(range => range.name)).toEqual(['Each', 'In', 'La "st"'])
    const inner = stateRanges(text)[1]!
    expect(text.slice(inner.from, inner.to)).toBe('"In": { "Type": "Pass", "Result": {"States": 1} }')
  })

  it('names the innermost state at the cursor', () => {
    const ranges = stateRanges(text)
    expect(stateAt(ranges, text.indexOf('Pass'))).toBe('In')
    expect(stateAt(ranges, text.indexOf('"Map"'))).toBe('Each')
    expect(stateAt(ranges, 5)).toBeUndefined()
  })

  it('still finds what is there while the text is unfinished', () => {
    expect(stateRanges('{"States": {"A": {"Type": "Pa').map(range => range.name)).toEqual(['A'])
  })
})
