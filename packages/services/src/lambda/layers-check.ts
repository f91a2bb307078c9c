import type { Catalog } from '@pasos/engine'
import { invalidParameter } from './errors.ts'
import { findLayerVersion } from './layer-record.ts'

/** @throws ApiError InvalidParameterValueException for a layer version that does not exist */
export function checkLayers(catalog: Catalog, arns: readonly string[] | undefined): void {
  for (const arn of arns ?? []) {
    if (!findLayerVersion(catalog, arn)) throw invalidParameter(`Layer version ${arn} does not exist.`)
  }
}
