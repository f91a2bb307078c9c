import { expect, test } from 'vitest'
import { mermaidOf } from './mermaid.ts'

test('states, transitions, rules, catches and what is inside are drawn, whatever the names hold', () => {
  const definition = {
    StartAt: 'Say "hi"',
    States: {
      'Say "hi"': { Type: 'Pass', Next: 'Big?' },
      'Big?': { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 3, Next: 'All' }], Default: 'End' },
      All: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', End: true } } },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'End' }],
        Next: 'End',
      },
      End: { Type: 'Succeed' },
    },
  }
  expect(mermaidOf(JSON.stringify(definition))).toBe(`stateDiagram-v2
  state "Say 'hi' · Pass" as s1
  state "Big? · Choice" as s2
  state "All · Map" as s3 {
    state "One · sns∶publish" as s4
    [*] --> s4
    s4 --> [*]
  }
  state "End · Succeed" as s5
  [*] --> s1
  s1 --> s2
  s2 --> s3 : $.n > 3
  s2 --> s5 : default
  s3 --> s5
  s3 --> s5 : ⚡ States.ALL
  s5 --> [*]
`)
  expect(mermaidOf('[]')).toBeUndefined()
})
