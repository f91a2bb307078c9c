import type { Operation, OperationContext, ssm } from '@pasos/wire'
import type { ParameterDependencies } from '../dependencies.ts'
import { parameterNotFound } from '../errors.ts'
import { readReference } from '../records/parameter-name.ts'
import { findParameter, type ParameterRecord, parameterKey, parameterKind } from '../records/parameter-record.ts'
import { dropValues } from '../records/parameter-value.ts'

export function deleteParameter(deps: ParameterDependencies): Operation<ssm.DeleteParameterRequest, ssm.DeleteParameterResult> {
  return async ({ Name = '' }, context) => {
    if (!(await remove(deps, Name, context))) throw parameterNotFound()
    return {}
  }
}

export function deleteParameters(deps: ParameterDependencies): Operation<ssm.DeleteParametersRequest, ssm.DeleteParametersResult> {
  return async ({ Names = [] }, context) => {
    const answer = { DeletedParameters: [] as string[], InvalidParameters: [] as string[] }
    for (const name of Names) {
      const wasThere = await remove(deps, name, context)
      answer[wasThere ? 'DeletedParameters' : 'InvalidParameters'].push(name)
    }
    return answer
  }
}

/** The record first: values that nothing names are lost to everybody. Answers whether there was such a parameter. */
async function remove(deps: ParameterDependencies, name: string, context: OperationContext): Promise<boolean> {
  const found = findParameter(deps.catalog, readReference(name), context)
  if (!found) return false
  const gone = await deps.catalog.update<ParameterRecord, ParameterRecord | undefined>(
    parameterKind,
    parameterKey(found, found.name),
    current => ({ next: undefined, result: current }),
  )
  if (gone) await dropValues(deps, gone.versions)
  return gone !== undefined
}
