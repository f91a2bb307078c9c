/**
 * Lambda's request id for a task that Pasos ran: a UUID made of the execution's ARN and the event that scheduled the task, the same in
 * the engine (there it is the task's idempotency token). AWS's history does not tell it, and with it requests that run side by side
 * cannot be mixed up.
 */
export async function requestIdOf(executionArn: string, scheduledEventId: number): Promise<string> {
  const text = new TextEncoder().encode(`${executionArn}#${scheduledEventId}`)
  const digest = [...new Uint8Array(await crypto.subtle.digest('SHA-1', text))].map(byte => byte.toString(16).padStart(2, '0')).join('')
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}
