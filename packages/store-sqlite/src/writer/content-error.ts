/** SQLite's primary result codes for a value that it can't keep: TOOBIG, CONSTRAINT, MISMATCH, RANGE. */
const contentCodes = new Set([18, 19, 20, 25])

/** Whether a statement failed for what it was to write, and would again, while the database is sound. */
export function isContentError(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number }
  if (errcode !== undefined) return contentCodes.has(errcode & 0xff)
  // A value that can't even be bound.
  return code === 'ERR_INVALID_ARG_TYPE' || code === 'ERR_OUT_OF_RANGE' || code === 'ERR_INVALID_ARG_VALUE'
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { errstr } = error as Error & { errstr?: string }
  return errstr && errstr !== error.message ? `${error.message} (${errstr})` : error.message
}
