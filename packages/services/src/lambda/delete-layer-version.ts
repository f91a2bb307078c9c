import type { lambda, Operation } from '@pasos/wire'
import { layersInUse } from './code-in-use.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { layerPlace } from './layer-answer.ts'
import { type LayerRecord, layerKind } from './layer-record.ts'

/** Deleting what is not there succeeds; numbers are never used again. Functions that have the version keep it. */
export function deleteLayerVersion(deps: LambdaDependencies): Operation<lambda.DeleteLayerVersionRequest, object> {
  return (input, context) =>
    deps.catalog.update<LayerRecord, object>(layerKind, layerPlace(input.LayerName ?? '', context).key, current => {
      if (!current) return { next: undefined, result: {} }
      const used = layersInUse(deps.catalog)
      const versions = current.versions.flatMap(version => {
        if (version.version !== input.VersionNumber) return [version]
        return used.has(`${current.arn}:${version.version}`) ? [{ ...version, isDeleted: true as const }] : []
      })
      return { next: { ...current, versions }, result: {} }
    })
}
