import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import type { lambda, OperationContext } from '@pasos/wire'
import type { CodeAddresses } from './code-addresses.ts'
import { notFound } from './errors.ts'
import { type LayerRecord, type LayerVersion, layerKey, layerKind } from './layer-record.ts'

/** A layer may be given by name or by ARN. */
export function layerPlace(
  text: string,
  context: Pick<OperationContext, 'accountId' | 'region'>,
): { key: string; name: string; arn: string } {
  const [, region = context.region, accountId = context.accountId, name = text] =
    /^arn:aws[a-zA-Z-]*:lambda:([a-z0-9-]+):(\d{12}):layer:([a-zA-Z0-9_-]+)$/.exec(text) ?? []
  return { key: layerKey(accountId, region, name), name, arn: `arn:${partitionOf(region)}:lambda:${region}:${accountId}:layer:${name}` }
}

/** @throws ApiError ResourceNotFoundException */
export function requireLayerVersion(
  catalog: Catalog,
  place: { key: string; arn: string },
  version: number,
): { layer: LayerRecord; found: LayerVersion } {
  const layer = catalog.get<LayerRecord>(layerKind, place.key)
  const found = layer?.versions.find(candidate => candidate.version === version && !candidate.isDeleted)
  if (!layer || !found) throw notFound('The resource you requested does not exist.')
  return { layer, found }
}

export function layerVersionItem(layer: LayerRecord, version: LayerVersion): lambda.LayerVersionsListItem {
  return {
    LayerVersionArn: `${layer.arn}:${version.version}`,
    Version: version.version,
    ...(version.description === undefined ? {} : { Description: version.description }),
    CreatedDate: version.createdDate,
    ...(version.compatibleRuntimes.length > 0
      ? { CompatibleRuntimes: version.compatibleRuntimes as lambda.LayerVersionsListItem['CompatibleRuntimes'] }
      : {}),
    ...(version.compatibleArchitectures.length > 0
      ? { CompatibleArchitectures: version.compatibleArchitectures as lambda.LayerVersionsListItem['CompatibleArchitectures'] }
      : {}),
    ...(version.licenseInfo === undefined ? {} : { LicenseInfo: version.licenseInfo }),
  }
}

export function layerVersionAnswer(addresses: CodeAddresses, layer: LayerRecord, version: LayerVersion): lambda.GetLayerVersionResponse {
  return {
    ...layerVersionItem(layer, version),
    LayerArn: layer.arn,
    Content: {
      Location: addresses.locate(version.code.sha256),
      CodeSha256: version.code.sha256,
      CodeSize: version.code.size,
    },
  }
}
