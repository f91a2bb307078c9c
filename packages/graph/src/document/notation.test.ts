import { describe, expect, it } from 'vitest'
import { edit, newHistory } from './edit-history.ts'
import { inQuotes, isMarkedAt, jsonNotation, offsetWithoutMarks, openSubstitutions } from './notation.ts'

const TEXT = `{
  "StartAt": "A",
  "TimeoutSeconds": \${Limit},
  "States": {
    "A": { "Type": "Task", "Resource": "\${Function.Arn}", "Retry": \${Retries}, "Next": "B" },
    "B": { "Type": "Wait", "Seconds": \${Limit}, "Comment": "say \\"\${Limit}\\"", "End": true }
  }
}`

describe('a definition with substitutions', () => {
  it('is JSON for whoever reads it, and stays as it was written', () => {
    const json = jsonNotation.read(TEXT)!
    expect(JSON.parse(json).States.A.Resource).toBe('${Function.Arn}')
    expect(jsonNotation.write(TEXT, json)).toBe(TEXT)
    expect(inQuotes(json)).toBe(TEXT.replaceAll(/: (\$\{\w+\})/g, ': "$1"'))
    expect(openSubstitutions(json)).toEqual(['${Limit}', '${Retries}'])
    expect(openSubstitutions(jsonNotation.read('{"a":"${x}"}')!)).toEqual([])
  })

  it('is changed by commands, and its substitutions stay without quotes wherever they come to stand', () => {
    const run = (command: Parameters<typeof edit>[1]) => {
      const edited = edit(newHistory(TEXT), command)
      if ('refused' in edited) throw new Error(edited.refused)
      return edited.history.text
    }
    expect(run({ type: 'rename', id: 'B', name: 'C' })).toBe(TEXT.replace('"Next": "B"', '"Next": "C"').replace('"B": {', '"C": {'))
    const copied = run({ type: 'duplicate', id: 'B' })
    expect(copied.match(/"Seconds": \$\{Limit\}/g)).toHaveLength(2)
    expect(run({ type: 'setField', path: ['TimeoutSeconds'], value: 5 })).toBe(
      TEXT.replace('"TimeoutSeconds": ${Limit}', '"TimeoutSeconds": 5'),
    )
    expect(run({ type: 'setField', path: ['Comment'], value: '${Limit}' })).toContain('"Comment": "${Limit}"')
  })

  it('knows where a place of its JSON is in the text', () => {
    const json = jsonNotation.read(TEXT)!
    const isMarked = (word: string) => isMarkedAt(json, json.indexOf(word))
    expect(['"Retry"', '"TimeoutSeconds"', '"Resource"', '"Comment"'].map(isMarked)).toEqual([true, true, false, false])
    expect(isMarkedAt(json, json.indexOf('"', json.indexOf('"Seconds"') + 9))).toBe(true)
    for (const word of ['"States"', '"Seconds"', '"End"', '"Resource"'])
      expect(offsetWithoutMarks(json, json.indexOf(word))).toBe(TEXT.indexOf(word))
    // The whole of a substitution is one place.
    expect(offsetWithoutMarks(json, json.indexOf('"Seconds"') + 16)).toBe(TEXT.indexOf('"Seconds"') + '"Seconds": ${Limit}'.length)
  })
})
