import { partitionOf } from '@pasos/asl'
import type { OperationContext } from '@pasos/wire'
import type { Access, Input } from './service.ts'

/** Asks for the operation's own action on `*`: it is about no resource in particular. */
export const onEverything: Access = {}

/** The first of these members that the input has is the resource's ARN; `*` when it has none. */
export function onArnIn(...members: string[]): Access {
  return { resources: input => [textIn(input, members) ?? '*'] }
}

/** A member holds the resource's name, or already its ARN; `path` is what stands before the name in the ARN: `function:`. */
export function onNameIn(member: string, path: string): Access {
  return {
    resources: (input, context) => {
      const name = textIn(input, [member])
      return [name === undefined ? '*' : arnOf(name, path, context)]
    },
  }
}

/** The ARN of a resource of the request's service, account and region; an ARN stays as it is. */
export function arnOf(name: string, path: string, { service, region, accountId }: OperationContext): string {
  return name.startsWith('arn:') ? name : `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${path}${name}`
}

/** The value of the first member that is there. */
export function textIn(input: Input, members: readonly string[]): string | undefined {
  for (const member of members) {
    const value = input[member]
    if (typeof value === 'string') return value
  }
  return undefined
}

/** The operation hands the role in `member` to the service. */
export function passing(access: Access, member: string, service: string): Access {
  return {
    ...access,
    passes: input => {
      const arn = textIn(input, [member])
      return arn === undefined ? [] : [{ arn, service }]
    },
  }
}

/** The same access for several operations. */
export function eachOf(names: readonly string[], access: Access): Record<string, Access> {
  return Object.fromEntries(names.map(name => [name, access]))
}
