/** Machines that the benches run, each with what must come out of it: a bench that measures failures measures nothing. */
export interface BenchMachine {
  /** As JSON text. */
  definition: string
  /** As JSON text. */
  input: string
  /** The output that a right execution has, as JSON text. */
  output: string
}

/** What the benches' runner answers to every task. */
export const taskOutput = { n: 7 }

const order = { order: { id: 17, lines: [1, 2, 3] }, customer: 'c-1' }
const resource = 'arn:aws:lambda:us-east-1:123456789012:function:f'

/** Tasks one after the other; the end of each is a turn. */
export function taskChain(length: number): BenchMachine {
  return {
    definition: chain(length, next => ({ Type: 'Task', Resource: resource, ResultPath: '$.last', ...next })),
    input: JSON.stringify(order),
    output: JSON.stringify({ ...order, last: taskOutput }),
  }
}

/** Messages to a queue, one after the other; the end of each is a turn, which takes the message with it. */
export function sqsChain(length: number, queueUrl: string): BenchMachine {
  return sendingChain(length, 'sqs:sendMessage', { QueueUrl: queueUrl, 'MessageBody.$': '$.order' })
}

/** Tasks of one integration that only leaves something to be written, one after the other. */
export function sendingChain(length: number, action: string, parameters: object): BenchMachine {
  const send = { Type: 'Task', Resource: `arn:aws:states:::${action}`, Parameters: parameters }
  return {
    definition: chain(length, next => ({ ...send, ResultPath: null, ...next })),
    input: JSON.stringify(order),
    output: JSON.stringify(order),
  }
}

/** Pass and Choice states in turn, a Pass at the end: all of them one turn. */
export function passChain(length: number): BenchMachine {
  const isChoice = (index: number): boolean => index % 2 === 1 && index + 1 < length
  return {
    definition: chain(length, (next, index) =>
      isChoice(index) && 'Next' in next
        ? { Type: 'Choice', Choices: [{ Variable: '$.order.id', NumericGreaterThan: 10, Next: next.Next }], Default: next.Next }
        : { Type: 'Pass', Result: index, ResultPath: '$.last', ...next },
    ),
    input: JSON.stringify(order),
    output: JSON.stringify({ ...order, last: length - 1 }),
  }
}

/** Waits for a year: nothing comes out while a bench looks. */
export function longWait(): BenchMachine {
  return { definition: machine('Wait', { Wait: { Type: 'Wait', Seconds: 31_536_000, End: true } }), input: '{}', output: '' }
}

/** A Map over that many items, each iteration one task. */
export function taskMap(items: number): BenchMachine {
  const ItemProcessor = { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: resource, End: true } } }
  const numbers = Array.from({ length: items }, (_, index) => index)
  return {
    definition: machine('Map', { Map: { Type: 'Map', ItemsPath: '$.items', ItemProcessor, End: true } }),
    input: JSON.stringify({ items: numbers }),
    output: JSON.stringify(numbers.map(() => taskOutput)),
  }
}

/** Waits for a task `times` times: a history that grows by one short turn after the other. */
export function countedLoop(times: number): BenchMachine {
  const definition = machine('Count', {
    Count: { Type: 'Pass', Parameters: { 'n.$': '$.n' }, Next: 'Work' },
    Work: { Type: 'Task', Resource: resource, ResultPath: null, Next: 'Add' },
    Add: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Enough' },
    Enough: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: times, Next: 'Work' }], Default: 'Done' },
    Done: { Type: 'Succeed' },
  })
  return { definition, input: JSON.stringify({ n: 0 }), output: JSON.stringify({ n: times }) }
}

function chain(length: number, state: (next: { Next: string } | { End: true }, index: number) => object): string {
  const names = Array.from({ length }, (_, index) => `S${index}`)
  const states = names.map((name, index) => [name, state(index + 1 < length ? { Next: names[index + 1]! } : { End: true }, index)])
  return machine('S0', Object.fromEntries(states))
}

function machine(StartAt: string, States: object): string {
  return JSON.stringify({ StartAt, States })
}
