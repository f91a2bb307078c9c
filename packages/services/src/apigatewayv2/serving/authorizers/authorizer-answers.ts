import type { Clock } from '@pasos/engine'

/** What functions have said to whom. */
export interface AuthorizerAnswers {
  find(key: AnswerKey): string | undefined
  keep(key: AnswerKey, payload: string, ttlSeconds: number): void
  /** Of all authorizers of an API, or of one. */
  forget(apiId: string, authorizerId?: string): void
}

export interface AnswerKey {
  apiId: string
  authorizerId: string
  stage: string
  identity: readonly string[]
}

const MOST_ANSWERS = 10_000

/** In memory: on AWS, too, an answer may be asked for again at any time. */
export function createAuthorizerAnswers(clock: Pick<Clock, 'now'>): AuthorizerAnswers {
  const answers = new Map<string, { payload: string; goodUntil: number }>()
  const nameOf = ({ apiId, authorizerId, stage, identity }: AnswerKey): string =>
    `${apiId}/${authorizerId}/${JSON.stringify([stage, ...identity])}`
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
    forget(apiId, authorizerId) {
      const prefix = authorizerId === undefined ? `${apiId}/` : `${apiId}/${authorizerId}/`
      for (const name of answers.keys()) if (name.startsWith(prefix)) answers.delete(name)
    },
  }
}
