import type { lambda, Operation } from '@pasos/wire'
import { storeCode } from './code-source.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { validation } from './errors.ts'
import { layerPlace, layerVersionAnswer } from './layer-answer.ts'
import { type LayerRecord, layerKind } from './layer-record.ts'
import { lastModified } from './settings.ts'

export function publishLayerVersion(
  deps: LambdaDependencies,
): Operation<lambda.PublishLayerVersionRequest, lambda.PublishLayerVersionResponse> {
  return async (input, context) => {
    const place = layerPlace(input.LayerName ?? '', context)
    if (!/^[a-zA-Z0-9_-]{1,140}$/.test(place.name)) {
      throw validation([
        `Value '${input.LayerName}' at 'layerName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+`,
      ])
    }
    const code = await storeCode(deps, input.Content, context)
    return deps.catalog.update<LayerRecord, lambda.PublishLayerVersionResponse>(layerKind, place.key, current => {
      const layer = current ?? { name: place.name, arn: place.arn, nextVersion: 1, versions: [] }
      const version = {
        version: layer.nextVersion,
        ...(input.Description === undefined ? {} : { description: input.Description }),
        ...(input.LicenseInfo === undefined ? {} : { licenseInfo: input.LicenseInfo }),
        compatibleRuntimes: input.CompatibleRuntimes ?? [],
        compatibleArchitectures: input.CompatibleArchitectures ?? [],
        createdDate: lastModified(deps.clock.now()),
        code,
        statements: [],
      }
      const next = { ...layer, nextVersion: layer.nextVersion + 1, versions: [...layer.versions, version] }
      return { next, result: layerVersionAnswer(deps.addresses, next, version) }
    })
  }
}
