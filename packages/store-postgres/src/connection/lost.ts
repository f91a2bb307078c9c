/**
 * Of a server that shuts down, starts up, has been demoted to a standby or has no connection left, or has waited too long within a transaction; and of
 * sockets.
 */
const codes = new Set([
  ...['57P01', '57P02', '57P03', '25006', '25P03', '53300', '08000', '08001', '08003', '08004', '08006'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
])

/** Whether the connection is to blame, not what was asked: the same may go well on the next one. */
export function isLost(error: unknown): boolean {
  const { code, message = '' } = error as { code?: string; message?: string }
  if (code !== undefined) return codes.has(code)
  return /connection|not queryable|timeout expired/i.test(message)
}

/** SQLSTATE classes of what a statement was given to keep: data exceptions, broken constraints, and what is too large. */
export function isContentError(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code !== undefined && /^(22|23|54)/.test(code)
}

/** The database has undone a statement that it could not run beside another one, as of a deadlock: it may be asked again as it is. */
export function isUndone(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code === '40P01' || code === '40001'
}
