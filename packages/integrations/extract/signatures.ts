import { loadService } from '@pasos/models'
import { operationOf, optimizedServices } from '../src/catalogue.ts'
import type { ParameterList } from '../src/definition.ts'

export interface Signature extends Partial<ParameterList> {
  errors?: readonly string[]
}

/** What the models say of the operations that optimized integrations call: parameters where the catalogue has none of its own, errors. */
export function readSignatures(): Record<string, Signature> {
  const found: Record<string, Signature> = {}
  for (const { name: service, model, actions } of optimizedServices) {
    for (const [name, action] of Object.entries(actions)) {
      const operation = operationOf(name, action)
      if (operation === null) continue
      const shape = loadService(action.model ?? model).operation(operation)
      if (shape === undefined) throw new Error(`${service}:${name} calls ${operation}, which no model knows`)
      const { errors = [] } = shape.model
      found[`${service}:${name}`] = { ...(action.parameters === undefined ? parametersOf(shape.input.members) : {}), errors }
    }
  }
  return found
}

type Members = NonNullable<ReturnType<ReturnType<typeof loadService>['operation']>>['input']['members']

function parametersOf(members: Members): ParameterList {
  const names = (wanted: boolean) => members.filter(member => isDemanded(member) === wanted).map(({ name }) => upperFirst(name))
  const texts = members.filter(({ shape }) => shape.kind === 'string').map(({ name }) => upperFirst(name))
  return { required: names(true), optional: names(false), texts }
}

/** Tokens that make a call harmless when it is repeated are filled in where they are missing. */
function isDemanded({ required, traits }: Members[number]): boolean {
  return required && !traits.idempotencyToken
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** One integration to a line. */
export function signaturesText(signatures: Record<string, Signature>): string {
  const lines = Object.entries(signatures)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, signature]) => `  ${JSON.stringify(name)}: ${JSON.stringify(signature)}`)
  return `{\n${lines.join(',\n')}\n}\n`
}
