import type { Catalog } from '@pasos/engine'
import { type FunctionRecord, functionKind } from './function-record.ts'
import { type LayerRecord, layerKind } from './layer-record.ts'

/** SHA-256 (base64) of all code that a function, a version or a layer refers to. */
export function codeInUse(catalog: Catalog): Set<string> {
  const functions = catalog.list<FunctionRecord>(functionKind).flatMap(({ latest, versions }) => [latest, ...versions])
  const layers = catalog.list<LayerRecord>(layerKind).flatMap(({ versions }) => versions)
  return new Set([...functions, ...layers].map(({ code }) => code.sha256))
}
