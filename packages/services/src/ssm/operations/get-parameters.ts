import { ApiError, type Operation, type ssm } from '@pasos/wire'
import type { ParameterDependencies } from '../dependencies.ts'
import { parameterNotFound, validation } from '../errors.ts'
import { parameterAnswer } from '../records/parameter-answer.ts'
import { checkName, readReference } from '../records/parameter-name.ts'
import { findParameter, versionOf } from '../records/parameter-record.ts'

export function getParameter(deps: ParameterDependencies): Operation<ssm.GetParameterRequest, ssm.GetParameterResult> {
  return async ({ Name = '', WithDecryption: withDecryption }, context) => {
    const reference = readReference(Name)
    const record = findParameter(deps.catalog, reference, context)
    if (!record) {
      checkName(reference.names[0] ?? '')
      throw parameterNotFound()
    }
    const { selector } = reference
    return { Parameter: await parameterAnswer(deps, record, versionOf(record, selector), { selector, withDecryption }, context) }
  }
}

/** What is not there, or has no such version, is told as such and spoils nothing else. */
export function getParameters(deps: ParameterDependencies): Operation<ssm.GetParametersRequest, ssm.GetParametersResult> {
  return async ({ Names = [], WithDecryption: withDecryption }, context) => {
    if (new Set(Names).size < Names.length) throw validation('Duplicate parameter names are not allowed.')
    const answer = { Parameters: [] as ssm.Parameter[], InvalidParameters: [] as string[] }
    for (const name of Names) {
      const reference = readReference(name)
      const { selector } = reference
      const record = findParameter(deps.catalog, reference, context)
      const version = record && found(() => versionOf(record, selector))
      if (version) answer.Parameters.push(await parameterAnswer(deps, record, version, { selector, withDecryption }, context))
      else answer.InvalidParameters.push(name)
    }
    return answer
  }
}

function found<T>(find: () => T): T | undefined {
  try {
    return find()
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}
