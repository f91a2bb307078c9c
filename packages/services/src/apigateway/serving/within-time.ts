/** What comes before the integration's time is over; what comes later is lost, as with AWS. */
export async function withinTime<T>(timeoutMs: number, coming: Promise<T>): Promise<T | 'timed out'> {
  const late = Promise.withResolvers<'timed out'>()
  const timer = setTimeout(() => late.resolve('timed out'), timeoutMs)
  try {
    return await Promise.race([coming, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
