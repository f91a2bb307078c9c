/** How a service names in its refusals what was not allowed. */
export interface RefusedCall {
  /** `sqs:sendmessage` */
  action: string
  /** Nothing where the service leaves it out. */
  resource?: string | undefined
}

/** `reason` follows: `because no identity-based policy allows the … action`. */
export function refusalText(user: string, { action, resource }: RefusedCall, reason: string): string {
  const place = resource === undefined ? '' : ` on resource: ${resource}`
  return `User: ${user} is not authorized to perform: ${action}${place} ${reason}`
}
