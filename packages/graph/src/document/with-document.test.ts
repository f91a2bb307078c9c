import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withDocument } from './with-document.ts'

const TEXT = `{
    "StartAt":  "A",
    "States": {
        "A": { "Type": "Pass",   "Comment": "\${Kept} as \\u00e9 it is", "Next": "B" },
        "B": {
            "Type": "Choice", "Choices": [ {"Variable": "$.x",
              "IsNull": true, "Next": "A"} ]
        }
    }
}
`

describe('a text that shall say something else', () => {
  it('keeps what it says already as it is written', () => {
    const value = JSON.parse(TEXT)
    expect(withDocument(TEXT, value)).toBe(TEXT)
    value.States.B.Choices[0] = { Condition: '{% $x = null %}', Next: 'A' }
    const changed = withDocument(TEXT, { ...value, QueryLanguage: 'JSONata' })
    expect(JSON.parse(changed)).toEqual({ ...value, QueryLanguage: 'JSONata' })
    expect(changed).toContain('"A": { "Type": "Pass",   "Comment": "${Kept} as \\u00e9 it is", "Next": "B" },')
    expect(changed).toContain('    "StartAt":  "A",\n')
  })

  it('says it in the end, whatever the two are', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true })
    fc.assert(
      fc.property(objects, objects, fc.constantFrom(undefined, 1, '\t'), (one, other, indent) => {
        const value = JSON.parse(JSON.stringify(other))
        expect(JSON.parse(withDocument(JSON.stringify(one, null, indent), value))).toEqual(value)
      }),
      { numRuns: 300 },
    )
  })
})
