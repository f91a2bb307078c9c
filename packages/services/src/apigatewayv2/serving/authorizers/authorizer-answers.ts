import { hash } from 'node:crypto'
import type { Clock } from '@pasos/engine'
import type { HttpStageRecord, LambdaAuthorizer } from '../../records/http-api-record.ts'

/** What functions have said to whom. */
export interface AuthorizerAnswers {
  find(key: AnswerKey): string | undefined
  keep(key: AnswerKey, payload: string, ttlSeconds: number): void
  /** Of all authorizers of an API. */
  forget(apiId: string): void
}

/** Who asked, and whom, as it is now: an authorizer that has changed, or is another one in the stage's new deployment, has said nothing yet. */
export interface AnswerKey {
  apiId: string
  authorizer: LambdaAuthorizer
  stage: Pick<HttpStageRecord, 'name' | 'variables'>
  identity: readonly string[]
}

const MOST_ANSWERS = 10_000

/** In memory: on AWS, too, an answer may be asked for again at any time. */
export function createAuthorizerAnswers(clock: Pick<Clock, 'now'>): AuthorizerAnswers {
  const answers = new Map<string, { payload: string; goodUntil: number }>()
  // Identities are as long as whoever sends a request wants them.
  const nameOf = ({ apiId, ...asked }: AnswerKey): string => `${apiId}/${hash('sha256', JSON.stringify(asked), 'base64url')}`
  return {
    find(key) {
      const found = answers.get(nameOf(key))
      return found && found.goodUntil > clock.now() ? found.payload : undefined
    },
    keep(key, payload, ttlSeconds) {
      // The oldest goes first.
      for (const name of answers.keys()) {
        if (answers.size < MOST_ANSWERS) break
        answers.delete(name)
      }
      answers.set(nameOf(key), { payload, goodUntil: clock.now() + ttlSeconds * 1_000 })
    },
    forget(apiId) {
      for (const name of answers.keys()) if (name.startsWith(`${apiId}/`)) answers.delete(name)
    },
  }
}
