import type { Clock } from '@pasos/engine'
import type { HttpStageRecord } from '../records/http-api-record.ts'

export interface Throttles {
  /** Whether a request to a route of a stage may go on now. */
  admit(apiId: string, stage: HttpStageRecord, routeKey: string): boolean
}

/** What accounts have on AWS; a stage that names one of the two has this of the other. */
const account = { burst: 5_000, rate: 10_000 }
/** Beyond so many all begin anew, full. */
const MOST_BUCKETS = 10_000

interface Bucket {
  tokens: number
  at: number
}

/**
 * A bucket of tokens for each route of each stage that has limits, of the route itself or of the stage for each of its routes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export function createThrottles(clock: Pick<Clock, 'now'>): Throttles {
  const buckets = new Map<string, Bucket>()
  return {
    admit(apiId, { name, defaultRouteSettings, routeSettings = {} }, routeKey) {
      const own = Object.hasOwn(routeSettings, routeKey) ? routeSettings[routeKey] : undefined
      const burstLimit = own?.throttlingBurstLimit ?? defaultRouteSettings?.throttlingBurstLimit
      const rateLimit = own?.throttlingRateLimit ?? defaultRouteSettings?.throttlingRateLimit
      if (burstLimit === undefined && rateLimit === undefined) return true
      const { burst, rate } = { burst: burstLimit ?? account.burst, rate: rateLimit ?? account.rate }
      const now = clock.now()
      const key = `${apiId}/${name}/${routeKey}`
      const before = buckets.get(key) ?? { tokens: burst, at: now }
      const tokens = Math.min(burst, before.tokens + (Math.max(0, now - before.at) / 1_000) * rate)
      const isAdmitted = tokens >= 1
      if (buckets.size >= MOST_BUCKETS && !buckets.has(key)) buckets.clear()
      buckets.set(key, { tokens: isAdmitted ? tokens - 1 : tokens, at: now })
      return isAdmitted
    },
  }
}
