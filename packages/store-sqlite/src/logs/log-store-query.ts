import type { LogQuery } from '@pasos/engine'

/** One stream is read along its own index, anything else along the group's. */
export function logQuerySql(
  groupId: number,
  streamIds: readonly number[] | undefined,
  query: LogQuery,
): { sql: string; values: (number | string)[] } {
  const conditions: string[] = []
  const values: (number | string)[] = []
  const add = (condition: string, ...bound: (number | string)[]) => {
    conditions.push(condition)
    values.push(...bound)
  }
  const [only] = streamIds ?? []
  if (streamIds?.length === 1 && only !== undefined) add('stream = ?', only)
  else {
    add('log_group = ?', groupId)
    // A list in JSON keeps the statement the same for any number of streams.
    if (streamIds) add('stream IN (SELECT value FROM json_each(?))', JSON.stringify(streamIds))
  }
  if (query.startTime !== undefined) add('timestamp >= ?', query.startTime)
  if (query.endTime !== undefined) add('timestamp < ?', query.endTime)
  if (query.requestId !== undefined) add('request_id = ?', query.requestId)
  const direction = query.backward ? '<' : '>'
  if (query.after) add(`(timestamp, sequence) ${direction} (?, ?)`, query.after.timestamp, query.after.sequence)
  const order = query.backward ? 'timestamp DESC, sequence DESC' : 'timestamp, sequence'
  values.push(query.limit)
  return {
    sql: `SELECT sequence, stream, timestamp, ingestion, request_id, message FROM log_event WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ?`,
    values,
  }
}
