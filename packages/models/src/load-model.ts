import { readFileSync } from 'node:fs'
import { zstdDecompressSync } from 'node:zlib'
import { type Amendment, amendments } from './amendments.ts'
import { extend, extensions } from './extensions.ts'
import type { MemberModel, OperationModel, ServiceHead, ServiceModel, ShapeModel, StructureModel } from './service-model.ts'

let heads: Record<string, ServiceHead> | undefined

/** The heads of all services by name, from one small file (1 ms at first use). */
export function serviceHeads(): Record<string, ServiceHead> {
  if (heads !== undefined) return heads
  heads = JSON.parse(readFileSync(dataFile('services.json'), 'utf8')) as Record<string, ServiceHead>
  for (const [name, { operations: _operations, shapes: _shapes, queryNames: _names, ...head }] of Object.entries(amendments)) {
    Object.assign(heads[name]!, head)
  }
  return heads
}

/** Of the services that share a scope, the one that is meant when nothing else tells. */
const preferred: Record<string, string> = {
  events: 'eventbridge',
  elasticloadbalancing: 'elasticloadbalancingv2',
  ses: 'sesv2',
  iot: 'iot',
}

const byScope = new Map<string, ServiceHead>()

/** A service by its name in Step Functions' Resources (`cloudwatchlogs`) or by its signature's scope (`logs`). */
export function findService(key: string): ServiceHead | undefined {
  const all = serviceHeads()
  if (byScope.size === 0) {
    for (const head of Object.values(all)) {
      const known = byScope.get(head.scope)
      if (known === undefined || head.name === (preferred[head.scope] ?? head.scope)) byScope.set(head.scope, head)
    }
  }
  return Object.hasOwn(all, key) ? all[key] : byScope.get(key)
}

/** The whole model of a service, by its name; 1–3 ms, EC2's 40 ms. Nothing is kept: {@link loadService} does. */
export function loadModel({ name }: ServiceHead): ServiceModel {
  const model = amend(JSON.parse(modelText(name)) as ServiceModel, amendments[name] ?? {})
  const extension = extensions[name]
  return extension === undefined ? model : extend(model, extension)
}

function modelText(name: string): string {
  try {
    return readFileSync(dataFile(`${name}.json`), 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    return zstdDecompressSync(readFileSync(dataFile(`packed/${name}.json.zst`))).toString('utf8')
  }
}

function dataFile(path: string): URL {
  return new URL(`../data/${path}`, import.meta.url)
}

/** Lays an amendment over a model. @throws where it names what the model does not have, lest it outlive what it amends */
export function amend(model: ServiceModel, { operations = {}, shapes = {}, queryNames = {}, ...head }: Amendment): ServiceModel {
  const lookUp = <T extends OperationModel | ShapeModel>(table: Record<string, T>, name: string): T => {
    const found = Object.hasOwn(table, name) ? table[name] : undefined
    if (found === undefined) throw new Error(`the amendments of ${model.name} name ${name}, which its model does not have`)
    return found
  }
  Object.assign(model, head)
  for (const [name, operation] of Object.entries(operations)) Object.assign(lookUp(model.operations, name), operation)
  for (const [name, shape] of Object.entries(shapes)) Object.assign(lookUp(model.shapes, name), shape)
  for (const [name, names] of Object.entries(queryNames)) {
    const { members = {} } = lookUp(model.shapes, name) as StructureModel
    for (const [key, queryName] of Object.entries(names)) members[key] = named(members[key], queryName, `${name}.${key}`)
  }
  return model
}

function named(member: MemberModel | undefined, queryName: string, path: string): MemberModel {
  if (member === undefined) throw new Error(`an amendment names ${path}, which the model does not have`)
  return typeof member === 'string' ? { target: member, queryName } : { ...member, queryName }
}
