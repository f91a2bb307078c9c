import { readFileSync } from 'node:fs'
import type { OperationModel, ServiceModel } from './service-model.ts'
import { type StructureShape, shapeResolver } from './shape.ts'

export interface OperationShape {
  name: string
  input: StructureShape
  output: StructureShape
  http: OperationModel['http']
}

/** One service's model, ready for use. */
export interface Service {
  model: ServiceModel
  /** `undefined` for a name that the service does not have. */
  operation(name: string): OperationShape | undefined
  /** An error shape by its name or its query code. */
  error(code: string): StructureShape | undefined
}

const loaded = new Map<string, Service>()

/** The service with this signature scope. Read from disk at first use (1–2 ms), kept from then on. */
export function loadService(scope: string): Service {
  const known = loaded.get(scope)
  if (known !== undefined) return known
  const model = JSON.parse(readFileSync(new URL(`./${scope}.json`, import.meta.url), 'utf8')) as ServiceModel
  const service = linkService(model)
  loaded.set(scope, service)
  return service
}

function linkService(model: ServiceModel): Service {
  const resolve = shapeResolver(model)
  const operations = new Map<string, OperationShape>()
  const errorNames = new Map<string, string>()
  for (const [name, shape] of Object.entries(model.shapes)) {
    if (shape.error === undefined) continue
    errorNames.set(name, name)
    if (shape.queryCode !== undefined) errorNames.set(shape.queryCode, name)
  }
  return {
    model,
    operation(name) {
      const known = operations.get(name)
      if (known !== undefined) return known
      if (!Object.hasOwn(model.operations, name)) return undefined
      const { input, output, http } = model.operations[name]!
      const operation = { name, input: resolve(input) as StructureShape, output: resolve(output) as StructureShape, http }
      operations.set(name, operation)
      return operation
    },
    error(code) {
      const name = errorNames.get(code)
      return name === undefined ? undefined : (resolve(name) as StructureShape)
    },
  }
}
