import { ApiError, type Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { conflict } from '../errors.ts'
import { type ApiRecord, changeApi, newId, pathOf, requireApi } from '../records/api-record.ts'
import { requireValidator, type ValidatorRecord } from '../records/model-record.ts'
import { type Patching, type PatchRule, patched, readBoolean, textRule } from '../records/patch.ts'
import { type Listed, type OfApi, pageOf } from './rest-apis.ts'

interface OfValidator extends OfApi {
  requestValidatorId: string
}

/** AWS's quota of an API. */
const mostValidators = 20

export function createRequestValidator({
  catalog,
  ids,
}: ApiGatewayDependencies): Operation<OfApi & Partial<Omit<ValidatorRecord, 'id'>>, object> {
  return ({ restApiId, name, validateRequestBody = false, validateRequestParameters = false }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const validator = { id: newId(ids, 6), ...(name !== undefined && { name }), validateRequestBody, validateRequestParameters }
      return { next: withValidator(api, validator), result: validator }
    })
}

/** The API with that validator. @throws ApiError ConflictException, LimitExceededException */
export function withValidator(api: ApiRecord, validator: ValidatorRecord): ApiRecord {
  const { [validator.id]: _, ...others } = api.validators ?? {}
  if (Object.keys(others).length >= mostValidators) {
    throw new ApiError('LimitExceededException', `Maximum number of Request Validators for this API has been reached: ${mostValidators}`)
  }
  if (validator.name !== undefined && Object.values(others).some(({ name }) => name === validator.name)) {
    throw conflict('Request Validator name must be unique')
  }
  return { ...api, validators: { ...api.validators, [validator.id]: validator } }
}

export function getRequestValidator({ catalog }: ApiGatewayDependencies): Operation<OfValidator, object> {
  return ({ restApiId, requestValidatorId }, context) => requireValidator(requireApi(catalog, context, restApiId), requestValidatorId)
}

export function getRequestValidators({ catalog }: ApiGatewayDependencies): Operation<OfApi & Listed, object> {
  return (input, context) =>
    pageOf(
      Object.values(requireApi(catalog, context, input.restApiId).validators ?? {}),
      ({ id }) => id,
      input,
      validator => validator,
    )
}

function flagRule(name: 'validateRequestBody' | 'validateRequestParameters'): PatchRule<ValidatorRecord> {
  return { path: `/${name}`, ops: ['replace'], change: (validator, { value }) => ({ ...validator, [name]: readBoolean(value) }) }
}

const rules: readonly PatchRule<ValidatorRecord>[] = [
  textRule('name'),
  flagRule('validateRequestBody'),
  flagRule('validateRequestParameters'),
]

export function updateRequestValidator({ catalog }: ApiGatewayDependencies): Operation<OfValidator & Patching, object> {
  return ({ restApiId, requestValidatorId, patchOperations }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const validator = patched(requireValidator(api, requestValidatorId), patchOperations, rules)
      return { next: withValidator(api, validator), result: validator }
    })
}

export function deleteRequestValidator({ catalog }: ApiGatewayDependencies): Operation<OfValidator, object> {
  return ({ restApiId, requestValidatorId }, context) =>
    changeApi(catalog, context, restApiId, api => {
      requireValidator(api, requestValidatorId)
      for (const resource of Object.values(api.resources)) {
        for (const method of Object.values(resource.methods)) {
          if (method.requestValidatorId !== requestValidatorId) continue
          const place = `${method.httpMethod}/${pathOf(api, resource)}`
          // As AWS says it of authorizers.
          throw conflict(`Cannot delete request validator '${requestValidatorId}', is referenced in method: ${place}`)
        }
      }
      const { [requestValidatorId]: _, ...validators } = api.validators ?? {}
      return { next: { ...api, validators }, result: {} }
    })
}
