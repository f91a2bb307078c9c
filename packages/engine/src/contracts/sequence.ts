/** The ARN of the function that `task:NAME` calls. */
export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`

type State = Record<string, unknown>

/**
 * A definition in the Amazon States Language, states one after the other: `pass`, `wait:SECONDS`, `task:FUNCTION`, `token:FUNCTION`
 * (waits for its task token), `fail`. Each task's result is its state's output, so the execution's output is the last one's.
 */
export function sequence(...words: readonly string[]): string {
  const names = words.map((word, index) => `${index + 1} ${word}`)
  const states = Object.fromEntries(names.map((name, index) => [name, { ...stateOf(words[index]!), ...nextOf(words, names, index) }]))
  return JSON.stringify({ StartAt: names[0], States: states })
}

function nextOf(words: readonly string[], names: readonly string[], index: number): State {
  if (words[index] === 'fail') return {}
  return names[index + 1] === undefined ? { End: true } : { Next: names[index + 1] }
}

function stateOf(word: string): State {
  const [kind, argument = ''] = word.split(':')
  switch (kind) {
    case 'pass':
      return { Type: 'Pass' }
    case 'wait':
      return { Type: 'Wait', Seconds: Number(argument) }
    case 'task':
      return { Type: 'Task', Resource: functionArn(argument) }
    case 'token':
      return {
        ...{ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' },
        Parameters: { FunctionName: functionArn(argument), 'Payload.$': '$$.Task.Token' },
      }
    case 'fail':
      return { Type: 'Fail', Error: 'Asked', Cause: 'by the definition' }
    default:
      throw new Error(`no state for ${word}`)
  }
}
