import type { Catalog } from '@pasos/engine'
import { type FunctionRecord, type FunctionSettings, functionKind } from './function-record.ts'
import { type LayerRecord, layerKind } from './layer-record.ts'

/** SHA-256 (base64) of all code that a function, a version or a layer refers to. */
export function codeInUse(catalog: Catalog): Set<string> {
  const used = layersInUse(catalog)
  const layers = catalog
    .list<LayerRecord>(layerKind)
    .flatMap(({ arn, versions }) => versions.filter(({ version, isDeleted }) => !isDeleted || used.has(`${arn}:${version}`)))
  const functions = settingsOf(catalog)
  return new Set([...functions, ...layers].map(({ code }) => code.sha256))
}

/** ARNs of the layers' versions that a function or a version has. */
export function layersInUse(catalog: Catalog): Set<string> {
  return new Set(settingsOf(catalog).flatMap(({ layers }) => layers))
}

function settingsOf(catalog: Catalog): FunctionSettings[] {
  return catalog.list<FunctionRecord>(functionKind).flatMap(({ latest, versions }) => [latest, ...versions])
}
