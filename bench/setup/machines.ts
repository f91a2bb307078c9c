/** Definitions that the benches run, as JSON text. */

/** Tasks one after the other; the end of each is a turn. */
export function taskChain(length: number): string {
  const resource = 'arn:aws:lambda:us-east-1:123456789012:function:f'
  return chain(length, next => ({ Type: 'Task', Resource: resource, ResultPath: '$.last', ...next }))
}

/** Pass and Choice states in turn: all of them one turn. */
export function passChain(length: number): string {
  return chain(length, (next, index) =>
    index % 2 === 1 && 'Next' in next
      ? { Type: 'Choice', Choices: [{ Variable: '$.order.id', NumericGreaterThan: 10, Next: next.Next }], Default: next.Next }
      : { Type: 'Pass', Result: index, ResultPath: '$.last', ...next },
  )
}

/** Waits for a year. */
export function longWait(): string {
  return machine('Wait', { Wait: { Type: 'Wait', Seconds: 31_536_000, End: true } })
}

/** A Map over `$.items`, each iteration one task. */
export function taskMap(): string {
  const resource = 'arn:aws:lambda:us-east-1:123456789012:function:f'
  const ItemProcessor = { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: resource, End: true } } }
  return machine('Map', { Map: { Type: 'Map', ItemsPath: '$.items', ItemProcessor, ResultPath: null, End: true } })
}

/** Waits for a task `times` times: a history that grows by one short turn after the other. */
export function countedLoop(times: number): string {
  const resource = 'arn:aws:lambda:us-east-1:123456789012:function:f'
  return machine('Count', {
    Count: { Type: 'Pass', Parameters: { 'n.$': '$.n' }, Next: 'Work' },
    Work: { Type: 'Task', Resource: resource, ResultPath: null, Next: 'Add' },
    Add: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Enough' },
    Enough: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: times, Next: 'Work' }], Default: 'Done' },
    Done: { Type: 'Succeed' },
  })
}

function chain(length: number, state: (next: { Next: string } | { End: true }, index: number) => object): string {
  const names = Array.from({ length }, (_, index) => `S${index}`)
  const states = names.map((name, index) => [name, state(index + 1 < length ? { Next: names[index + 1]! } : { End: true }, index)])
  return machine('S0', Object.fromEntries(states))
}

function machine(StartAt: string, States: object): string {
  return JSON.stringify({ StartAt, States })
}
