import type { CheckContext } from '../check-context.ts'
import type { FieldVisit, ObjectVisit, ScopeVisit } from '../visit.ts'
import { checkAssign } from './assign.ts'
import { checkChoiceRule } from './choice-rule.ts'
import { checkCredentials } from './credentials.ts'
import { checkDistributedMap } from './distributed-map.ts'
import { checkErrorNames } from './error-names.ts'
import { checkExclusiveFields } from './exclusive-fields.ts'
import { checkExpressions } from './expressions.ts'
import { checkIntegrationParameters } from './integration-parameters.ts'
import { checkPathLookalikes } from './path-lookalikes.ts'
import { checkPaths } from './paths.ts'
import { checkQueryLanguage } from './query-language.ts'
import { checkReaderConfig } from './reader-config.ts'
import { checkRequiredFields } from './required-fields.ts'
import { checkResource } from './resource.ts'
import { checkRetryDelays } from './retry-delays.ts'
import { checkShadowedVariables } from './shadowed-variables.ts'
import { checkDuplicateStateNames, checkStateNames } from './state-names.ts'
import { checkTemplates } from './templates.ts'
import { checkTimeouts } from './timeouts.ts'
import { checkTransitions } from './transitions.ts'
import { checkUnsupportedFields } from './unsupported-fields.ts'
import { checkValueTypes } from './value-types.ts'

/** Asked of every object that has a shape: a state, a retrier, a choice rule… */
export const OBJECT_RULES: readonly ((visit: ObjectVisit, context: CheckContext) => void)[] = [
  checkRequiredFields,
  checkUnsupportedFields,
  checkQueryLanguage,
  checkExclusiveFields,
  checkChoiceRule,
  checkTimeouts,
  checkRetryDelays,
  checkDistributedMap,
  checkReaderConfig,
  checkCredentials,
  checkIntegrationParameters,
]

/** Asked of every field whose shape is known and whose query language is right. */
export const FIELD_RULES: readonly ((visit: FieldVisit, context: CheckContext) => void)[] = [
  checkValueTypes,
  checkPaths,
  checkTemplates,
  checkExpressions,
  checkAssign,
  checkErrorNames,
  checkResource,
  checkPathLookalikes,
]

/** Asked of every list of states, after all that is in them. */
export const SCOPE_RULES: readonly ((scope: ScopeVisit, context: CheckContext) => void)[] = [
  checkStateNames,
  checkDuplicateStateNames,
  checkTransitions,
  checkShadowedVariables,
]
