import { partitionOf } from '@pasos/asl'
import type { OperationContext } from '@pasos/wire'
import type { Service } from './service.ts'

/** Where an operation asks for no resource in particular, the refusal names all of a kind: `table/*`. */
export function tellingOfAll(service: string, ofAll: (action: string) => string | undefined): NonNullable<Service['tells']> {
  return (action, resource, context) => {
    const path = resource === '*' ? ofAll(action) : undefined
    return { action, resource: path === undefined ? resource : anyArn(service, path, context) }
  }
}

export function anyArn(service: string, path: string, { region, accountId }: Pick<OperationContext, 'region' | 'accountId'>): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${path}`
}
