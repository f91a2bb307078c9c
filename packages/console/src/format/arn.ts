/** The names inside the ARNs that the console shows and links. Unknown shapes give back their last part, never an error. */

/** `arn:aws:states:R:A:stateMachine:NAME[:qualifier]` → NAME; also functions (`…:function:NAME`) and activities. */
export function resourceName(arn: string): string {
  const parts = arn.split(':')
  return parts.length > 6 ? (parts[6] ?? arn) : (parts.at(-1) ?? arn)
}

/** The state machine of an execution's record: that of a Map Run's child is called after its Map too, `…:stateMachine:NAME/LABEL`. */
export function machineName(arn: string): string {
  return resourceName(arn).split('/')[0]!
}

/** The last part: an execution's name (Express: its run id). */
export function executionName(arn: string): string {
  const parts = arn.split(':')
  return parts[5] === 'express' ? (parts[7] ?? arn) : parts.slice(7).join(':') || arn
}

export function executionPath(arn: string): string {
  return `/executions/${pathPart(arn)}`
}

export function mapRunPath(arn: string): string {
  return `/map-runs/${pathPart(arn)}`
}

/** What a Map Run, `…:mapRun:MACHINE/LABEL:UUID`, is one of: the label of its Map, or the state machine where the server made up a label, a UUID. */
export function mapRunName(arn: string): string {
  const [machine = arn, label = ''] = resourceName(arn).split('/')
  return label === '' || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(label) ? machine : label
}

export function machinePath(name: string): string {
  return `/state-machines/${pathPart(name)}`
}

export function functionPath(name: string): string {
  return `/functions/${pathPart(name)}`
}

export function logGroupPath(name: string): string {
  return `/logs/${pathPart(name)}`
}

export function servicePath(kind: string, name: string): string {
  return `/services/${kind}/${pathPart(name)}`
}

/** Colons may stand in a path as they are, which keeps ARNs readable in the address bar. */
function pathPart(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':')
}

/** The opposite of what the paths above do; a malformed address gives itself. */
export function fromPathPart(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The state machine of an Express execution, `…:express:MACHINE:NAME:UUID`; undefined for other executions. */
export function expressMachineArn(arn: string): string | undefined {
  const parts = arn.split(':')
  return parts[5] === 'express' ? [...parts.slice(0, 5), 'stateMachine', parts[6]].join(':') : undefined
}
