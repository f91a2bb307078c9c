import type { Advice, AdviceKey } from './advice.ts'

/** What can be said of a failure by its error and cause; nothing of one that it does not know. */
export type FailureRule = (error: string, cause: string) => Advice | undefined

export const explain = (key: AdviceKey, facts: Advice['facts'] = {}): Advice => ({ key, facts })
