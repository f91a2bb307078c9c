/** What a service refused for want of a permission. */
export interface Refusal {
  action: string
  resource: string
}

/**
 * What a refusal in AWS's words speaks of: `… is not authorized to perform: ACTION on resource: ARN because …`. Some services name no
 * resource, others only by its name, which no policy could.
 */
export function refusalIn(text: string): Refusal | undefined {
  const found = /is not authorized to perform: ([\w-]+:[\w*]+)(?: on resource: "?([^\s"]+))?/.exec(text)
  const resource = found?.[2]?.replace(/[.,;]$/, '')
  return found ? { action: found[1]!, resource: resource?.startsWith('arn:') ? resource : '*' } : undefined
}
