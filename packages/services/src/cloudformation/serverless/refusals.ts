import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { ApiError } from '@pasos/wire'
import { validationError } from '../errors.ts'

/** A resource that SAM does not take. */
export function invalidResource(id: string, reason: string): ApiError {
  return failed(`Invalid Serverless Application Specification document. Number of errors found: 1. ${isInvalid(id, reason)}`)
}

/** A value that has members. @throws ApiError ValidationError: it is something else */
export function mapIn(id: string, name: string, value: Json | undefined): JsonObject {
  if (isJsonObject(value)) return value
  throw invalidResource(id, `Type of property '${name}' is invalid.`)
}

/** One that is AWS's, and not served here. */
export function notServed(id: string, what: string): ApiError {
  return failed(`Invalid Serverless Application Specification document. ${isInvalid(id, `${what} is not served here.`)}`)
}

export function invalidPolicy(id: string, reason: string): ApiError {
  return failed(isInvalid(id, reason))
}

function failed(reason: string): ApiError {
  return validationError(`Transform AWS::Serverless-2016-10-31 failed with: ${reason}`)
}

function isInvalid(id: string, reason: string): string {
  return `Resource with id [${id}] is invalid. ${reason}`
}
