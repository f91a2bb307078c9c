import { readdirSync } from 'node:fs'
import type { ResultModel, ResultShape } from '@pasos/asl'
import { expect, test } from 'vitest'
import { resultModel } from './result-models.ts'

const BUILT_IN = new Set([':string', ':number', ':boolean', ':blob', ':timestamp', ':any'])
const services = readdirSync(new URL('./result-models/', import.meta.url)).map(file => file.replace(/\.json$/, ''))

function targetsOf(shape: ResultShape): string[] {
  switch (shape.kind) {
    case 'structure':
      return Object.values(shape.members)
    case 'list':
      return [shape.member]
    case 'map':
      return [shape.value]
    default:
      return []
  }
}

function unknownTargets({ operations, shapes }: ResultModel): string[] {
  const targets = [...Object.values(operations), ...Object.values(shapes).flatMap(targetsOf)]
  return targets.filter(target => !BUILT_IN.has(target) && !Object.hasOwn(shapes, target))
}

test('every shape that a model speaks of is in it', () => {
  expect(services.length).toBeGreaterThan(50)
  for (const service of services) {
    const model = resultModel(service)
    expect(model && Object.keys(model.operations).length, service).toBeGreaterThan(0)
    expect(model && unknownTargets(model), service).toEqual([])
  }
})

test('required members are members', () => {
  for (const service of services) {
    for (const [name, shape] of Object.entries(resultModel(service)?.shapes ?? {})) {
      if (shape.kind !== 'structure') continue
      expect(Object.keys(shape.members), `${service} ${name}`).toEqual(expect.arrayContaining(shape.required ?? []))
    }
  }
})

test('a service without a model has none, whatever it is called', () => {
  for (const name of ['quicksight', '../result-models/lambda', '']) expect(resultModel(name)).toBeUndefined()
})
