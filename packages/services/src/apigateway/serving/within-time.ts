import type { AdmittedRequest } from './api-request.ts'

/** What comes before the integration's time is over; what comes later is lost, as with AWS. */
export async function withinTime<T>({ integration }: Pick<AdmittedRequest, 'integration'>, coming: Promise<T>): Promise<T | 'timed out'> {
  const late = Promise.withResolvers<'timed out'>()
  const timer = setTimeout(() => late.resolve('timed out'), integration.timeoutInMillis)
  try {
    return await Promise.race([coming, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
