import { type Json, mockShapeProblem } from '@pasos/asl'
import { resultShape } from '@pasos/models'
import { type MockAnswer, MockError } from './mock.ts'

/** How far mocks must be what AWS's services answer, as TestState has it: all that must be there, what is there, nothing. */
export type Validation = 'STRICT' | 'PRESENT' | 'NONE'

/**
 * Refuses what could not be an answer.
 * @throws MockError with AWS's words
 */
export function checkAnswer(state: string, resource: string, answer: MockAnswer, validation: Validation): void {
  const isObject = typeof answer === 'object' && answer !== null
  const kinds = !isObject ? [] : [answer.result !== undefined, answer.error !== undefined, answer.never === true].filter(Boolean)
  if (kinds.length !== 1) {
    const given = JSON.stringify(answer) ?? 'nothing'
    const shown = given.length > 200 ? `${given.slice(0, 200)} …` : given
    throw new MockError(`The mock of "${state}" must answer { result }, { error, cause } or { never: true }; it answered ${shown}`)
  }
  if (answer.result === undefined || validation === 'NONE') return
  const problem = mockShapeProblem(resource, answer.result as Json, validation, resultShape)
  if (problem !== undefined) throw new MockError(`The mock of "${state}" is no answer of ${resource}: ${problem}`)
}
