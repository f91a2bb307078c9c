import { findService, loadModel } from './load-model.ts'
import type { OperationModel, ServiceModel } from './service-model.ts'
import { type StructureShape, shapeResolver } from './shape.ts'

export interface OperationShape {
  name: string
  input: StructureShape
  output: StructureShape
  http: OperationModel['http']
  model: OperationModel
}

/** One service's model, ready for use. */
export interface Service {
  model: ServiceModel
  /** `undefined` for a name that the service does not have. */
  operation(name: string): OperationShape | undefined
  /** An error shape by its name or its query code. */
  error(code: string): StructureShape | undefined
}

const loaded = new Map<string, WeakRef<Service>>()

/**
 * A service by its name or its signature's scope. Read from disk at first use; who keeps it keeps it in memory.
 * @throws Error for a service that no model is known of
 */
export function loadService(key: string): Service {
  const head = findService(key)
  if (head === undefined) throw new Error(`no model of a service ${key} is known`)
  const known = loaded.get(head.name)?.deref()
  if (known !== undefined) return known
  const service = linkService(loadModel(head))
  loaded.set(head.name, new WeakRef(service))
  return service
}

/** Shapes are resolved when they are first asked for. */
export function linkService(model: ServiceModel): Service {
  const resolve = shapeResolver(model)
  const operations = new Map<string, OperationShape>()
  const errorNames = new Map<string, string>()
  for (const [name, shape] of Object.entries(model.shapes)) {
    if (!('error' in shape) || shape.error === undefined) continue
    errorNames.set(name, name)
    if (shape.queryCode !== undefined) errorNames.set(shape.queryCode, name)
  }
  return {
    model,
    operation(name) {
      const known = operations.get(name)
      if (known !== undefined) return known
      if (!Object.hasOwn(model.operations, name)) return undefined
      const found = model.operations[name]!
      const { input, output, http } = found
      const operation = { name, input: resolve(input) as StructureShape, output: resolve(output) as StructureShape, http, model: found }
      operations.set(name, operation)
      return operation
    },
    error(code) {
      const name = errorNames.get(code)
      return name === undefined ? undefined : (resolve(name) as StructureShape)
    },
  }
}
