import { expect, test } from 'vitest'
import { explainDefinition } from './explain-definition.ts'

const definition = {
  StartAt: 'Draw',
  States: {
    Small: { Type: 'Succeed' },
    Draw: {
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:123456789012:function:draw',
      TimeoutSeconds: 5,
      Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Bad' }],
      Next: 'Big?',
    },
    'Big?': { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 3, Next: 'All' }], Default: 'Small' },
    All: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 3, End: true } } },
      End: true,
    },
    Bad: { Type: 'Fail', Error: 'Broke' },
  },
}

test('a definition in plain words, in the order in which its states are reached', () => {
  expect(explainDefinition(definition, 'en')).toBe(`It begins with Draw.
Draw calls draw, then Big?.
  – for 5 s at most
  – on Busy it tries again up to 2 times
  – if any error remains: Bad
Big? decides:
  – if $.n > 3: All
  – otherwise: Small
All does this for each item of $.items: (and that is the end)
  It begins with W.
  W waits 3 s, and that is the end.
Small ends it well.
Bad ends it with the error Broke.
`)
  expect(explainDefinition(definition, 'es')).toContain('Draw llama a draw, luego Big?.\n  – durante 5 s como mucho\n')
})

test('what is no definition has little to be said of, and a state that leads to itself is told once', () => {
  expect(explainDefinition({}, 'en')).toBe('It begins with .\n')
  expect(explainDefinition({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } }, 'en').match(/passes/g)).toHaveLength(1)
})

test('rules, spans and functions as one would say them', () => {
  const asked = {
    Type: 'Choice',
    Choices: [
      {
        And: [
          { Variable: '$.a', IsPresent: true },
          {
            Or: [
              { Variable: '$.b', StringMatches: 'x*' },
              { Variable: '$.c', NumericLessThanEqualsPath: '$.d' },
            ],
          },
        ],
        Next: 'Ask',
      },
      { Not: { Variable: '$.a', IsNull: false }, Next: 'Ask' },
    ],
  }
  const ask = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: 'arn:aws:lambda:us-east-1:1:function:ask' },
    TimeoutSeconds: 172_800,
    End: true,
  }
  const machine = { StartAt: 'C', States: { C: asked, Ask: ask } }
  expect(explainDefinition(machine, 'en')).toBe(`It begins with C.
C decides:
  – if $.a is there and ($.b ~ "x*" or $.c ≤ $.d): Ask
  – if not ($.a is not null): Ask
Ask calls lambda:invoke.waitForTaskToken (ask), and that is the end.
  – for 2 days at most
`)
  expect(explainDefinition(machine, 'es')).toContain('si $.a es un dato presente y ($.b ~ "x*" o $.c ≤ $.d): Ask')
})
