import type { Catalog } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import type { Access, Input, Service } from '../declaration/service.ts'
import type { RoleAuthorizer } from './authorizer.ts'
import { requestTagKeys } from './context-keys.ts'
import type { UseNotes } from './last-use.ts'

interface CallerPermissionDependencies {
  authorizer: RoleAuthorizer
  catalog: Catalog
  services: readonly Service[]
  /** Told of every call that somebody asks to make. */
  uses?: UseNotes
}

/** The hook of the dispatcher. */
export interface CallerPermission {
  /** Answers the message of the refusal, or nothing. */
  authorizeCaller(context: OperationContext, input: Input): string | undefined
}

/**
 * May this caller do this to the resources the input names? Administrators may do anything in their own
 * account; sessions of roles what their policies allow. What each operation asks for, its service declares. Answers the message of the
 * refusal, or nothing.
 */
export function createCallerPermission(deps: CallerPermissionDependencies): CallerPermission {
  const { authorizer, catalog } = deps
  const services = new Map(deps.services.map(service => [service.scope, service]))

  /** By operation, each put together once. */
  const actions = new Map(
    deps.services.map(({ scope, iamPrefix = scope, operations }) => {
      const named = Object.entries(operations).map(([name, { action = name }]) => [name, `${iamPrefix}:${action}`] as const)
      return [scope, new Map(named)]
    }),
  )

  const ask = (context: OperationContext, input: Input): string | undefined => {
    const service = services.get(context.service)
    const access = service?.operations[context.operation]
    // What is not declared is not served, whatever the caller may do.
    if (!service || !access || access.unchecked) return undefined
    // Whether nobody in particular may, such an operation asks itself.
    if (context.isAnonymous && access.isUnsigned) return undefined
    const action = actions.get(service.scope)!.get(context.operation)!
    const named = access.resources?.(input, context, catalog) ?? []
    // Who names nothing in particular asks for everything, never for nothing.
    for (const resource of named.length > 0 ? named : ['*']) {
      // Not put together of others, here and below: it is asked of each call.
      const refusal = authorizer.authorizeCaller(context, action, resource, {
        keys: () => ({ ...requestTagKeys(input), ...service.keys?.(context), ...access.keys?.(input) }),
        told: () => service.tells?.(action, resource, context),
        resourcePolicy: service.resourcePolicy?.(resource, catalog),
        resourcePolicyRules: service.resourcePolicyRules,
        owner: access.makes ? undefined : service.ownerOf?.(resource, catalog),
      })
      if (refusal !== undefined) return refusal
    }
    return refusedPassing(context, input, access)
  }

  /** Who gives a service a role needs the permission to pass that role. */
  function refusedPassing(context: OperationContext, input: Input, access: Access): string | undefined {
    for (const { arn, service } of access.passes?.(input, context, catalog) ?? []) {
      const refusal = authorizer.authorizeCaller(context, 'iam:PassRole', arn, { keys: { 'iam:PassedToService': service } })
      if (refusal !== undefined) return refusal
    }
    return undefined
  }

  return {
    authorizeCaller(context, input) {
      deps.uses?.call(context.caller, context.service, context.region)
      return ask(context, input)
    },
  }
}
