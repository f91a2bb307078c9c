/**
 * A cause as a person wants to read it. Lambda's causes are JSON with `errorMessage` and a stack (`trace`, `stackTrace`): the message comes
 * first, the stack below it. Anything else stays as it is.
 */
export function causeText(cause: string): string {
  try {
    const parsed = JSON.parse(cause) as { errorMessage?: unknown; trace?: unknown; stackTrace?: unknown }
    if (typeof parsed.errorMessage !== 'string') return JSON.stringify(parsed, null, 2)
    const stack = [parsed.trace, parsed.stackTrace].find(Array.isArray) ?? []
    const lines = stack.map(line => (typeof line === 'string' ? line : JSON.stringify(line)))
    return [parsed.errorMessage, ...lines.filter(line => !line.includes(parsed.errorMessage as string))].join('\n')
  } catch {
    return cause
  }
}
