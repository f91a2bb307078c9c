import type { lambda, Operation } from '@pasos/wire'
import { checkReservation } from './account-concurrency.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { parseFunctionName } from './function-name.ts'
import { changeFunction, requireFunction } from './resolve.ts'

export function putFunctionConcurrency(deps: LambdaDependencies): Operation<lambda.PutFunctionConcurrencyRequest, lambda.Concurrency> {
  return (input, context) =>
    changeFunction(deps.catalog, parseFunctionName(input.FunctionName ?? '', context), record => {
      const reservedConcurrency = input.ReservedConcurrentExecutions ?? 0
      checkReservation(deps.catalog, record, reservedConcurrency)
      return { next: { ...record, reservedConcurrency }, result: { ReservedConcurrentExecutions: reservedConcurrency } }
    })
}

export function getFunctionConcurrency(deps: LambdaDependencies): Operation<lambda.GetFunctionConcurrencyRequest, lambda.Concurrency> {
  return (input, context) => {
    const { reservedConcurrency } = requireFunction(deps.catalog, parseFunctionName(input.FunctionName ?? '', context))
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency }
  }
}

export function deleteFunctionConcurrency(deps: LambdaDependencies): Operation<lambda.DeleteFunctionConcurrencyRequest, object> {
  return (input, context) =>
    changeFunction(deps.catalog, parseFunctionName(input.FunctionName ?? '', context), ({ reservedConcurrency: _, ...record }) => ({
      next: record,
      result: {},
    }))
}
