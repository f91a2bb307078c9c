import type { Catalog } from '@pasos/engine'
import type { OperationContext, WhyDenied } from '@pasos/wire'
import type { Access, Input, Service } from '../declaration/service.ts'
import type { CallerRequest, RoleAuthorizer } from './authorizer.ts'
import type { UseNotes } from './last-use.ts'

interface CallerPermissionDependencies {
  authorizer: RoleAuthorizer
  catalog: Catalog
  services: readonly Service[]
  /** Told of every call that somebody asks to make. */
  uses?: UseNotes
}

/** The hooks of the dispatcher. */
export interface CallerPermission {
  /** Answers the message of the refusal, or nothing. */
  authorizeCaller(context: OperationContext, input: Input): string | undefined
  /** What decided that; nothing where that is not the caller's to know. */
  explainRefusal(context: OperationContext, input: Input): WhyDenied | undefined
}

/**
 * May this caller do this to the resources the input names? Administrators may do anything in their own
 * account; sessions of roles what their policies allow. What each operation asks for, its service declares. Answers the message of the
 * refusal, or nothing.
 */
export function createCallerPermission(deps: CallerPermissionDependencies): CallerPermission {
  const { authorizer, catalog } = deps
  const services = new Map(deps.services.map(service => [service.scope, service]))

  const ask = (context: OperationContext, input: Input, tell?: CallerRequest['tell']): string | undefined => {
    const service = services.get(context.service)
    const access = service?.operations[context.operation]
    // What is not declared is not served, whatever the caller may do.
    if (!service || !access || access.unchecked) return undefined
    const action = `${service.iamPrefix ?? service.scope}:${access.action ?? context.operation}`
    const named = access.resources?.(input, context, catalog) ?? []
    // Who names nothing in particular asks for everything, never for nothing.
    for (const resource of named.length > 0 ? named : ['*']) {
      const resourcePolicy = service.resourcePolicy?.(resource, catalog)
      const refusal = authorizer.authorizeCaller(context, action, resource, {
        ...{ keys: access.keys?.(input), resourcePolicy, resourcePolicyRules: service.resourcePolicyRules, tell },
      })
      if (refusal !== undefined) return refusal
    }
    return refusedPassing(context, input, access, tell)
  }

  /** Who gives a service a role needs the permission to pass that role. */
  function refusedPassing(context: OperationContext, input: Input, access: Access, tell: CallerRequest['tell']): string | undefined {
    for (const { arn, service } of access.passes?.(input, context, catalog) ?? []) {
      const refusal = authorizer.authorizeCaller(context, 'iam:PassRole', arn, { keys: { 'iam:PassedToService': service }, tell })
      if (refusal !== undefined) return refusal
    }
    return undefined
  }

  return {
    authorizeCaller(context, input) {
      deps.uses?.call(context.caller, context.service, context.region)
      return ask(context, input)
    },
    explainRefusal(context, input) {
      let why: WhyDenied | undefined
      ask(context, input, told => {
        why ??= told
      })
      return why
    },
  }
}
