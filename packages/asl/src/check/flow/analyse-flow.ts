import type { CheckContext } from '../check-context.ts'
import { textOf } from '../place.ts'
import type { ScopeVisit } from '../visit.ts'
import { languageOf } from '../walk.ts'
import { analyseChoice } from './choice-analysis.ts'
import { analyseHandlers } from './error-handlers.ts'
import type { FlowSamples } from './flow-context.ts'
import { followData } from './follow-data.ts'
import { findIslands } from './islands.ts'
import { analysePayload, analyseTask } from './task-advice.ts'
import { checkVariables } from './variables.ts'

/** Advice on a definition that AWS would take: what cannot work, or probably is not meant. */
export function analyseFlow(scopes: readonly ScopeVisit[], samples: FlowSamples, context: CheckContext): void {
  for (const scope of scopes) {
    findIslands(scope, context)
    for (const state of scope.list) {
      const language = languageOf(state, context)
      const type = textOf(state, 'Type')
      if (type === 'Choice') analyseChoice(state, language, context)
      if (type === 'Task') analyseTask(state, context)
      analyseHandlers(state, language, context)
      analysePayload(state, context)
    }
  }
  checkVariables(scopes, context)
  followData(scopes, samples, context)
}
