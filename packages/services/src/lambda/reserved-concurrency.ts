import type { Catalog } from '@pasos/engine'
import { parseFunctionName } from './function-name.ts'
import { findFunction } from './function-record.ts'

/** How many invocations of a function there may be at a time, where its owner has reserved some: by its name, partial ARN or ARN. */
export function reservedConcurrencyOf(
  catalog: Catalog,
  functionName: string,
  defaults: { accountId: string; region: string },
): number | undefined {
  try {
    return findFunction(catalog, parseFunctionName(functionName, defaults))?.reservedConcurrency
  } catch {
    // What is no name is refused when it is invoked.
    return undefined
  }
}
