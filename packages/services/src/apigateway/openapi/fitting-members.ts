import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { loadService, type Shape } from '@pasos/models'
import { badRequest } from '../errors.ts'

/**
 * What a document says, where an operation could be told it: a request comes here with its types checked, a document does not. Members that
 * the operation does not have are left alone.
 * @throws ApiError BadRequestException
 */
export function fittingMembers(scope: 'apigateway' | 'apigatewayv2', operation: string, members: JsonObject): JsonObject {
  const { input } = loadService(scope).operation(operation)!
  for (const [name, value] of Object.entries(members)) {
    const member = input.byName.get(name)
    if (member && !fits(member.shape, value)) throw badRequest(`Unable to parse API definition because of an invalid value for ${name}`)
  }
  return members
}

function fits(shape: Shape, value: Json): boolean {
  switch (shape.kind) {
    case 'string':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'list':
      return Array.isArray(value) && value.every(item => fits(shape.member, item))
    case 'map':
      return isJsonObject(value) && Object.values(value).every(item => fits(shape.value, item))
    case 'structure':
      return isJsonObject(value) && shape.members.every(({ name, shape: of }) => !Object.hasOwn(value, name) || fits(of, value[name]!))
    default:
      return false
  }
}
