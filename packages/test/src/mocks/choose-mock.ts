import type { Json } from '@pasos/asl'
import { type Mock, type MockAnswer, type MockCall, MockError } from './mock.ts'

/**
 * The answer that a mock has for an invocation.
 * @throws MockError where it has none
 */
export function chooseAnswer(
  mock: Mock | undefined,
  input: Json,
  call: MockCall,
  mocked: readonly string[],
): MockAnswer | Promise<MockAnswer> {
  if (mock === undefined) throw unmatched(call, input, `Mocked are: ${mocked.join(', ') || 'none'}.`)
  if (typeof mock === 'function') return mock(input, call)
  if (Array.isArray(mock)) {
    const chosen = mock[call.attempt - 1]
    if (chosen === undefined) throw unmatched(call, input, `Its mock has ${mock.length} answers.`)
    return typeof chosen === 'function' ? chosen(input, call) : chosen
  }
  if ('byIndex' in mock) {
    const { byIndex } = mock
    const key = String(call.index)
    const chosen = Object.hasOwn(byIndex, key) ? byIndex[key] : byIndex['default']
    if (chosen === undefined) throw unmatched(call, input, `Its mock has answers for the items ${Object.keys(byIndex).join(', ')}.`)
    return chooseAnswer(chosen, input, call, mocked)
  }
  return mock as MockAnswer
}

function unmatched({ state, attempt, index }: MockCall, input: Json, what: string): MockError {
  const item = index === undefined ? '' : ` for item ${index}`
  const asked = JSON.stringify(input)
  const shown = asked.length > 500 ? `${asked.slice(0, 500)} …` : asked
  return new MockError(`No mock answers the invocation ${attempt} of the state "${state}"${item}. ${what} It was asked: ${shown}`)
}
