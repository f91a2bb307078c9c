import type { World } from './world.ts'

type Chance = Pick<World, 'chance' | 'between'>
type State = Record<string, unknown>
/** What a state's input looks like, so that Choice and Map have something to work on. */
type Shape = 'object' | 'array' | 'other'

const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`
const tokenResource = 'arn:aws:states:::lambda:invoke.waitForTaskToken'

/** The input of executions, and what tasks answer but for `n`. */
export function workItem(world: Chance, n: string): { kind: string; items: number[]; n: string } {
  return { kind: world.chance(0.5) ? 'a' : 'b', items: Array.from({ length: world.between(1, 4) }, (_, index) => index), n }
}

/** A machine of every kind of state, whose data flow is plain enough for the oracle to follow each step. `longestWait` in seconds. */
export function randomMachine(world: Chance, longestWait = 90): string {
  let count = 0
  const name = (type: string): string => `${type}${++count}`

  const policy = (catcher: string | undefined): State => ({
    Retry: [
      { ErrorEquals: ['Flaky'], IntervalSeconds: world.between(1, 3), MaxAttempts: world.between(1, 4), BackoffRate: world.between(1, 2) },
      { ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 1 },
    ],
    ...(catcher === undefined ? {} : { Catch: [{ ErrorEquals: ['States.ALL'], Next: catcher }] }),
  })

  const task = (catcher: string | undefined): State => {
    const draw = world.between(0, 9)
    if (draw < 4) return { Type: 'Task', Resource: functionArn('work'), ...policy(catcher) }
    if (draw < 7) return { Type: 'Task', Resource: functionArn('flaky'), ...policy(catcher) }
    if (draw < 8) return { Type: 'Task', Resource: functionArn('slow'), TimeoutSeconds: world.between(2, 6), ...policy(catcher) }
    const Parameters = { FunctionName: 'token', Payload: { 'token.$': '$$.Task.Token' } }
    const beat = world.chance(0.3) ? { HeartbeatSeconds: 20 } : {}
    return { Type: 'Task', Resource: tokenResource, Parameters, TimeoutSeconds: 600, ...beat, ...policy(catcher) }
  }

  const scope = (shape: Shape, depth: number): { StartAt: string; States: Record<string, State> } => {
    const States: Record<string, State> = {}
    const length = world.between(1, depth === 0 ? 5 : 3)
    const rescue = name('Rescue')
    let isRescueUsed = false
    const catcher = (): string | undefined => {
      if (!world.chance(0.6)) return undefined
      isRescueUsed = true
      return rescue
    }
    let previous: State | undefined
    let first: string | undefined
    let now = shape
    const append = (type: string, state: State): void => {
      const id = name(type)
      States[id] = state
      if (previous?.['Type'] === 'Choice') {
        previous['Default'] = id
        previous['Choices'] = [{ Variable: '$.kind', StringEquals: 'a', Next: id }]
      } else if (previous) previous['Next'] = id
      first ??= id
      previous = state
    }
    for (let at = 0; at < length; at++) {
      const draw = world.between(0, 11)
      if (draw < 4) {
        append('Task', task(catcher()))
        now = 'object'
      } else if (draw < 6) append('Wait', { Type: 'Wait', Seconds: world.between(1, longestWait) })
      else if (draw < 7) append('Pass', { Type: 'Pass' })
      else if (draw < 8 && now === 'object') {
        append('Choice', { Type: 'Choice' })
        append('Pass', { Type: 'Pass' })
        const [branch] = Object.entries(States).find(([, state]) => state === previous)!
        const other = name('Other')
        States[other] = { Type: 'Wait', Seconds: 1, Next: branch }
        const choice = Object.values(States).findLast(state => state['Type'] === 'Choice')!
        choice['Default'] = other
      } else if (draw < 10 && depth < 2) {
        const Branches = Array.from({ length: world.between(1, 3) }, () => scope(now, depth + 1))
        append('Parallel', { Type: 'Parallel', Branches, ...(world.chance(0.5) ? policy(catcher()) : {}) })
        now = 'array'
      } else if (depth < 2 && now !== 'other') {
        const processor = scope('other', depth + 1)
        const config = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }
        const ItemProcessor = world.chance(0.3) ? { ...config, ...processor } : processor
        const from = now === 'object' ? { ItemsPath: '$.items' } : {}
        append('Map', { Type: 'Map', ...from, MaxConcurrency: world.between(0, 3), ItemProcessor })
        now = 'array'
      } else append('Pass', { Type: 'Pass' })
    }
    previous!['End'] = true
    if (isRescueUsed)
      States[rescue] = world.chance(0.8) ? { Type: 'Pass', End: true } : { Type: 'Fail', Error: 'GivenUp', Cause: 'by design' }
    return { StartAt: first!, States }
  }
  return JSON.stringify(scope('object', 0))
}
