import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { layerPlace, layerVersionItem } from './layer-answer.ts'
import { type LayerRecord, type LayerVersion, layerKind } from './layer-record.ts'
import { page } from './pages.ts'

type Wanted = Pick<lambda.ListLayersRequest, 'CompatibleRuntime' | 'CompatibleArchitecture'>

/** Newest first. */
function wantedVersions(layer: LayerRecord, { CompatibleRuntime, CompatibleArchitecture }: Wanted): LayerVersion[] {
  return layer.versions
    .filter(({ isDeleted }) => !isDeleted)
    .filter(version => CompatibleRuntime === undefined || version.compatibleRuntimes.includes(CompatibleRuntime))
    .filter(version => CompatibleArchitecture === undefined || version.compatibleArchitectures.includes(CompatibleArchitecture))
    .toReversed()
}

export function listLayerVersions(deps: LambdaDependencies): Operation<lambda.ListLayerVersionsRequest, lambda.ListLayerVersionsResponse> {
  return (input, context) => {
    const layer = deps.catalog.get<LayerRecord>(layerKind, layerPlace(input.LayerName ?? '', context).key)
    const { items, next } = page(layer ? wantedVersions(layer, input) : [], { marker: input.Marker, maxItems: input.MaxItems, most: 50 })
    return { LayerVersions: items.map(version => layerVersionItem(layer!, version)), ...(next === undefined ? {} : { NextMarker: next }) }
  }
}

export function listLayers(deps: LambdaDependencies): Operation<lambda.ListLayersRequest, lambda.ListLayersResponse> {
  return (input, context) => {
    const layers = deps.catalog.list<LayerRecord>(layerKind, `${context.accountId}:${context.region}:`).flatMap(layer => {
      const [latest] = wantedVersions(layer, input)
      return latest ? [{ LayerName: layer.name, LayerArn: layer.arn, LatestMatchingVersion: layerVersionItem(layer, latest) }] : []
    })
    const { items, next } = page(layers, { marker: input.Marker, maxItems: input.MaxItems, most: 50 })
    return { Layers: items, ...(next === undefined ? {} : { NextMarker: next }) }
  }
}
