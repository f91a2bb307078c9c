import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { validation } from './errors.ts'
import { layerPlace, layerVersionAnswer, requireLayerVersion } from './layer-answer.ts'
import { parseLayerVersionArn } from './layer-record.ts'

export function getLayerVersion(deps: LambdaDependencies): Operation<lambda.GetLayerVersionRequest, lambda.GetLayerVersionResponse> {
  return (input, context) => {
    const { layer, found } = requireLayerVersion(deps.catalog, layerPlace(input.LayerName ?? '', context), input.VersionNumber ?? 0)
    return layerVersionAnswer(deps.addresses, layer, found)
  }
}

export function getLayerVersionByArn(
  deps: LambdaDependencies,
): Operation<lambda.GetLayerVersionByArnRequest, lambda.GetLayerVersionResponse> {
  return input => {
    const arn = input.Arn ?? ''
    const parsed = parseLayerVersionArn(arn)
    if (!parsed) {
      throw validation([
        `Value '${arn}' at 'arn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+`,
      ])
    }
    const { layer, found } = requireLayerVersion(deps.catalog, { key: parsed.key, arn }, parsed.version)
    return layerVersionAnswer(deps.addresses, layer, found)
  }
}
