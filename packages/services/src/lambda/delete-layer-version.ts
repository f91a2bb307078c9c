import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { layerPlace } from './layer-answer.ts'
import { type LayerRecord, layerKind } from './layer-record.ts'

/** Deleting what is not there succeeds; numbers are never used again. */
export function deleteLayerVersion(deps: LambdaDependencies): Operation<lambda.DeleteLayerVersionRequest, object> {
  return (input, context) =>
    deps.catalog.update<LayerRecord, object>(layerKind, layerPlace(input.LayerName ?? '', context).key, current => {
      const versions = current?.versions.filter(({ version }) => version !== input.VersionNumber) ?? []
      return { next: current && { ...current, versions }, result: {} }
    })
}
