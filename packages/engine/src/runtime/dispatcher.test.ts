import type { RunTask } from '@pasos/asl'
import { describe, expect, test } from 'vitest'
import type { Reporter, TaskRequest } from '../ports/tasks.ts'
import { dispatcher } from './dispatcher.ts'

const owner = {
  executionArn: 'arn:aws:states:us-east-1:1:execution:m:e',
  stateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:m',
  roleArn: 'r',
}
const command = (task: number) => ({ type: 'RunTask', task, resource: 'work', input: {}, stateName: 'S' }) as unknown as RunTask

function desk() {
  const running = new Map<number, { request: TaskRequest; report: Reporter; signal: AbortSignal }>()
  const delivered: string[] = []
  const tasks = dispatcher({
    runners: [{ claims: () => true, run: (request, report, signal) => void running.set(request.task, { request, report, signal }) }],
    deliver: (number, { task }) => void delivered.push(`${number}/${task}`),
    tokenFor: () => 'token',
    budget: { hold: () => undefined, release: () => undefined },
  })
  const report = (task: number): void => running.get(task)!.report({ type: 'TaskSucceeded', task, output: {} })
  return { tasks, running, delivered, report }
}

describe.each([
  ['counted from 1', 1],
  ['made of the time of its start, which fill all that a number holds', 2 ** 53 - 15],
])('tasks of an execution whose number is %s', (_, number) => {
  test.each([3, 40])('are told apart, %i at once', count => {
    const { tasks, running, delivered, report } = desk()
    const all = Array.from({ length: count }, (_, at) => at + 1)
    for (const task of all) tasks.run(number, owner as never, command(task))
    // Its neighbour in the same lane.
    tasks.run(number - 16, { ...owner, executionArn: `${owner.executionArn}2` } as never, command(count + 1))
    for (const task of all) expect(tasks.request(number, task)?.task).toBe(task)
    expect(tasks.request(number, count + 1)).toBeUndefined()
    tasks.cancel(number, 2)
    expect(running.get(2)!.signal.aborted).toBe(true)
    for (const task of all) report(task)
    expect(delivered).toEqual(all.filter(task => task !== 2).map(task => `${number}/${task}`))
    for (const task of all) tasks.forget(number, task)
    report(1)
    report(count + 1)
    expect(delivered.slice(count - 1)).toEqual([`${number - 16}/${count + 1}`])
  })

  test('are told apart whichever ends first, and another begins after it', () => {
    const { tasks } = desk()
    const open = () => [1, 2, 3, 4].filter(task => tasks.request(number, task) !== undefined)
    for (const task of [1, 2, 3]) tasks.run(number, owner as never, command(task))
    tasks.forget(number, 3)
    expect(open()).toEqual([1, 2])
    tasks.run(number, owner as never, command(4))
    tasks.forget(number, 1)
    expect(open()).toEqual([2, 4])
    tasks.forget(number, 4)
    tasks.forget(number, 2)
    expect(open()).toEqual([])
  })

  test('are cancelled in the order of their beginnings, and none of another execution', () => {
    const { tasks, running } = desk()
    const aborted: number[] = []
    for (const task of [1, 2, 3]) tasks.run(number, owner as never, command(task))
    tasks.run(number - 16, owner as never, command(4))
    for (const [task, { signal }] of running) signal.addEventListener('abort', () => aborted.push(task))
    tasks.forget(number, 2)
    tasks.cancelAll(number)
    expect(aborted).toEqual([1, 3])
    tasks.close()
    expect(aborted).toEqual([1, 3, 4])
  })
})
