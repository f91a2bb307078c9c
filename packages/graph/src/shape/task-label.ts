import { isRecord, textOf } from './json-value.ts'

/** What a Task calls, in a few letters: a function's name, `sns:publish`. Empty for other states. */
export function taskLabel(state: Readonly<Record<string, unknown>>): string {
  const resource = textOf(state['Resource'])
  if (state['Type'] !== 'Task' || resource === '') return ''
  if (resource.includes(':function:')) return `Lambda ${functionName(resource)}`
  if (resource.includes(':activity:')) return `Activity ${resource.split(':activity:')[1] ?? ''}`
  const service = resource.split(':::')[1]
  if (service?.startsWith('lambda:invoke')) {
    const called = [state['Arguments'], state['Parameters']].find(isRecord)
    const name = textOf(called?.['FunctionName'])
    return name === '' ? 'lambda:invoke' : `Lambda ${functionName(name)}`
  }
  return service?.replace('aws-sdk:', '') ?? resource
}

function functionName(text: string): string {
  return text.includes(':function:') ? (text.split(':function:')[1]?.split(':')[0] ?? text) : text
}
