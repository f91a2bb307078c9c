import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../json.ts'
import type { Answer } from '../simulate/answer.ts'
import { simulate } from '../simulate/simulate.ts'
import { adviceText } from './advice.ts'
import { why } from './why.ts'

const GENERATOR = 'arn:aws:lambda:us-east-1:123456789012:function:generator'

/** What is found out about a run that ends badly. */
function explained(states: JsonObject, options: { input?: Json; answer?: Answer; language?: string } = {}) {
  const definition = JSON.stringify(
    { ...(options.language && { QueryLanguage: options.language }), StartAt: Object.keys(states)[0]!, States: states },
    null,
    2,
  )
  const { history } = simulate(definition, { input: options.input ?? {}, answer: () => options.answer })
  return why(history, definition)
}

describe('why an execution failed', () => {
  const choice = { Type: 'Choice', Choices: [{ Variable: '$.Payload.is_even', BooleanEquals: true, Next: 'Done' }], Default: 'Done' }
  const document = {
    Generate: { Type: 'Task', Resource: GENERATOR, Next: 'IsNumberEven' },
    IsNumberEven: choice,
    Done: { Type: 'Succeed' },
  }

  it("names the mistake of a bare function's answer that is read as if it were wrapped, with the path that is right", () => {
    const found = explained(document, { answer: { output: { number: 4, is_even: true } } })
    expect(found).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      state: { name: 'IsNumberEven', type: 'Choice', enteredEvent: 7, input: { number: 4, is_even: true } },
      expression: { text: '$.Payload.is_even', location: '/States/IsNumberEven/Choices[0]/Variable', position: { line: 13 } },
      misses: [{ path: '$.Payload.is_even', present: '$', missing: 'Payload', available: ['number', 'is_even'], fixed: '$.is_even' }],
      advice: { key: 'badPayloadPath' },
    })
    expect(adviceText(found.advice!, 'es')).toContain('Escribe $.is_even en lugar de $.Payload.is_even.')
  })

  it('finds a misspelt name in a template, and the sub-path up to it that is there', () => {
    const parameters = { 'id.$': '$.order.custmer_id' }
    const found = explained(
      { Ask: { Type: 'Pass', Parameters: parameters, End: true } },
      { input: { order: { customer_id: 7, total: 1 } } },
    )
    expect(found.misses).toEqual([
      {
        path: '$.order.custmer_id',
        present: '$.order',
        value: { customer_id: 7, total: 1 },
        missing: 'custmer_id',
        available: ['customer_id', 'total'],
        nearest: 'customer_id',
        fixed: '$.order.customer_id',
      },
    ])
    expect(found.advice).toMatchObject({ key: 'misspeltPath', facts: { fixed: '$.order.customer_id' } })
    expect(found.expression?.location).toBe('/States/Ask/Parameters/id.$')
  })

  it("follows paths of JSONata, in the task's result too", () => {
    const task = { Type: 'Task', Resource: GENERATOR, Output: '{% $states.result.Payload.total %}', End: true }
    const found = explained({ Sum: task }, { language: 'JSONata', answer: { output: { total: 3 } } })
    expect(found).toMatchObject({
      error: 'States.QueryEvaluationError',
      expression: { field: 'Output', location: '/States/Sum/Output' },
      misses: [{ path: '$states.result.Payload.total', present: '$states.result', missing: 'Payload', fixed: '$states.result.total' }],
      advice: { key: 'misspeltPath' },
    })
  })

  it('finds a value that is elsewhere in the data', () => {
    const found = explained({ Wait: { Type: 'Wait', SecondsPath: '$.seconds', End: true } }, { input: { settings: { seconds: 5 } } })
    expect(found.misses[0]).toMatchObject({ missing: 'seconds', available: ['settings'], fixed: '$.settings.seconds' })
  })

  it('says which call it was, and that a function lacks its file', () => {
    const cause = '{"errorType":"Runtime.ImportModuleError","errorMessage":"Error: Cannot find module \'a/main\'"}'
    const found = explained(document, { answer: { error: 'Runtime.ImportModuleError', cause } })
    expect(found).toMatchObject({
      state: { name: 'Generate', enteredEvent: 2 },
      task: { functionName: GENERATOR, scheduledEvent: 3 },
      advice: { key: 'importModule', facts: { module: 'a/main' } },
      misses: [],
    })
  })

  it('finds the failed state in a branch and in an iteration', () => {
    const inner = { StartAt: 'Bad', States: { Bad: { Type: 'Pass', InputPath: '$.nmae', End: true } } }
    const map = { Type: 'Map', ItemProcessor: inner, End: true }
    expect(explained({ All: map }, { input: [{ name: 1 }] })).toMatchObject({
      state: { name: 'Bad', input: { name: 1 } },
      misses: [{ nearest: 'name', fixed: '$.name' }],
    })
    const parallel = { Type: 'Parallel', Branches: [{ StartAt: 'Ok', States: { Ok: { Type: 'Succeed' } } }, inner], End: true }
    expect(explained({ Both: parallel }, { input: { name: 2 } })).toMatchObject({
      state: { name: 'Bad', place: { location: '/States/Both/Branches[1]/States/Bad' } },
      misses: [{ nearest: 'name' }],
    })
  })

  it('reads the action and the resource that a role was refused', () => {
    const cause = `User: arn:aws:sts::123456789012:assumed-role/r/x is not authorized to perform: lambda:InvokeFunction on resource: ${GENERATOR} because no identity-based policy allows the lambda:InvokeFunction action`
    const found = explained(document, { answer: { error: 'Lambda.AWSLambdaException', cause } })
    expect(found).toMatchObject({ refusal: { action: 'lambda:InvokeFunction', resource: GENERATOR }, advice: { key: 'notAllowed' } })
  })

  it('has nothing to say of what went well, and no guess at errors of the author', () => {
    expect(explained({ Done: { Type: 'Succeed' } })).toEqual({ status: 'SUCCEEDED', misses: [] })
    const found = explained({ No: { Type: 'Fail', Error: 'Broke', Cause: 'no money' } })
    expect(found).toMatchObject({ status: 'FAILED', error: 'Broke', state: { name: 'No', type: 'Fail' } })
    expect(found.advice).toBeUndefined()
  })

  it('tells an execution that took longer than its machine allows from a state that did', () => {
    const wait: JsonObject = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 50, End: true } } }
    expect(why(simulate({ ...wait, TimeoutSeconds: 5 }).history)).toMatchObject({ status: 'TIMED_OUT', advice: { key: 'machineTimeout' } })
    const { history } = simulate({ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'States.Timeout' } } })
    expect(why(history)).toMatchObject({ status: 'FAILED', advice: { key: 'timeout' } })
  })

  it('tells what it can of a history alone, and of none', () => {
    const { history } = simulate({ StartAt: 'A', States: { A: { Type: 'Pass', InputPath: '$.nmae', End: true } } }, { input: { name: 1 } })
    expect(why(history)).toMatchObject({ state: { name: 'A' }, misses: [{ fixed: '$.name' }] })
    expect(why([])).toEqual({ status: 'RUNNING', misses: [] })
  })
})
