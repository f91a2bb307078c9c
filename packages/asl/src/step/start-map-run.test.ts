import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { StepEvent } from '../machine/event.ts'
import { childNames } from '../map-run/child-names.ts'
import { simulate } from '../simulate/simulate.ts'

const machine = (state: object, more: object = {}) => ({
  StartAt: 'M',
  States: {
    M: {
      ...{ Type: 'Map', End: true },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'I',
        States: { I: { End: true, ...state } },
      },
      ...more,
    },
  },
})
const reading = machine(
  { Type: 'Pass' },
  { ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' } } },
)
const work = machine({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' })
const types = (history: { type: string }[]): string[] => history.map(({ type }) => type)

const ended = (redriveCount: number, output: string): StepEvent => ({
  type: 'ChildEnded',
  child: 4,
  redriveCount,
  outcome: { status: 'SUCCEEDED', output },
})

test('an end from before the last redrive, or of another Map Run, is not taken for the one that is waited for', () => {
  const outdated = [ended(1, 'other'), { ...ended(0, 'other'), child: 3 }]
  expect(simulate(reading, { later: outdated }).end).toBeUndefined()
  expect(simulate(reading, { later: [...outdated, ended(0, 'right')] }).end).toEqual({ status: 'SUCCEEDED', output: '"right"' })
})

test('a redrive goes on with the Map Run, after States.DataLimitExceeded it begins a new one', () => {
  let fails = true
  const answer = () => {
    const answered = fails ? { error: 'E', cause: '' } : { output: 1 }
    fails = false
    return answered
  }
  const again = simulate(work, { input: [1], answer, later: [{ type: 'ExecutionRedriven' }] })
  expect(again.end).toEqual({ status: 'SUCCEEDED', output: '[1]' })
  // As MapRunStarted in the first attempt, which the end of the Map Run and the state's exit follow in recordings of AWS.
  const redriven = again.history.find(event => event.type === 'MapRunRedriven')
  const following = again.history.filter(event => event.previousEventId === redriven?.id).map(event => event.type)
  expect(following).toEqual(['MapRunSucceeded', 'MapStateExited'])
  expect(types(again.history).filter(type => type === 'MapRunStarted')).toHaveLength(1)

  const large = machine({ Type: 'Pass', Result: 'x'.repeat(200_000) })
  const { history } = simulate(large, { input: [1, 2], later: [{ type: 'ExecutionRedriven' }] })
  expect(types(history)).not.toContain('MapRunRedriven')
  expect(types(history).filter(type => type === 'MapRunStarted')).toHaveLength(2)
})

test('a branch that fails aborts the Map Run of another', () => {
  const branches = [work, { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E' } } }]
  const parallel = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: branches, End: true } } }
  const { history, commands } = simulate(parallel, { input: [1] })
  expect(types(history)).toEqual(expect.arrayContaining(['MapRunAborted', 'MapStateAborted']))
  expect(commands.map(({ type }) => type)).toEqual(['StartChild', 'StopChild'])
})

test('a child is named after its Map Run and its first item, so that it keeps its name when it is started again', () => {
  const arn = 'arn:aws:states:us-east-1:123456789012:mapRun:m/L:u'
  const names = childNames({ arn, childType: 'STANDARD' }, 7)
  expect(names).toEqual(childNames({ arn, childType: 'STANDARD' }, 7))
  expect(names.name).not.toBe(childNames({ arn, childType: 'STANDARD' }, 8).name)
  const md5 = (text: string): string => hash('md5', text, 'hex')
  expect(childNames({ arn, childType: 'EXPRESS' }, 7, md5)).toEqual(childNames({ arn, childType: 'EXPRESS' }, 7))
  expect(names.executionArn).toBe(`arn:aws:states:us-east-1:123456789012:execution:m/L:${names.name}`)
  expect(names.name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
