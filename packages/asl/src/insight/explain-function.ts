import type { Advice } from './advice.ts'
import { explain, type FailureRule } from './failure-rule.ts'

/** Failures of a function's own: of its package, its process, its code. */
export const FUNCTION_RULES: readonly FailureRule[] = [
  (error, cause) => {
    if (!/ImportModuleError|Cannot find (module|package)/i.test(`${error} ${cause}`)) return undefined
    return dependencyIn(cause) ?? explain('importModule', { module: /(?:module|package) '?([^'"\s\\]+)/i.exec(cause)?.[1] ?? '' })
  },
  (error, cause) => (/MalformedHandlerName/.test(`${error} ${cause}`) ? explain('malformedHandler') : undefined),
  (error, cause) => (/HandlerNotFound|is undefined or not exported/i.test(`${error} ${cause}`) ? explain('handlerNotFound') : undefined),
  (error, cause) => (error === 'Runtime.UserCodeSyntaxError' ? explain('syntax', { problem: messageIn(cause) }) : undefined),
  // AWS: a process that the kernel has killed used too much memory; newer runtimes have a name for it.
  (error, cause) => (/Runtime\.OutOfMemory|signal: killed/i.test(`${error} ${cause}`) ? explain('memory') : undefined),
  (error, cause) => (/Runtime\.ExitError|exited? (?:unexpectedly|with)/i.test(`${error} ${cause}`) ? explain('exit') : undefined),
  (error, cause) =>
    /Sandbox\.Timedout|Task timed out after/i.test(`${error} ${cause}`)
      ? explain('functionTimeout', { seconds: /after ([\d.]+) seconds/.exec(cause)?.[1] ?? '' })
      : undefined,
  error => (error === 'Function.ResponseSizeTooLarge' ? explain('responseLimit') : undefined),
]

/** What a function threw itself, by the form in which Lambda tells it. */
export function explainThrown(error: string, cause: string): Advice | undefined {
  const told = objectIn(cause)
  if (typeof told?.['errorType'] !== 'string' || told['errorType'] !== error) return undefined
  const lines = [told['trace'], told['stackTrace']].flat().filter(line => typeof line === 'string')
  const [place] = lines.flatMap(line => placeIn(line) ?? [])
  return place === undefined ? explain('functionThrewSomewhere', { type: error }) : explain('functionThrew', { type: error, place })
}

/** A module that the code asks for, and not Lambda for the handler: Node's list of who required it says so, Python's sentence the other way round. */
function dependencyIn(cause: string): Advice | undefined {
  const python = /Unable to import module '([^']+)': No module named '([^']+)'/.exec(cause)
  if (python)
    return isWithin(python[1]!, python[2]!)
      ? explain('importModule', { module: python[1]! })
      : explain('dependency', { module: python[2]! })
  const text = messageIn(cause)
  const node = /Cannot find (?:module|package) '([^']+)'(?: imported from ([^\s]+)|\s+Require stack:\s+- ([^\s]+))?/.exec(text)
  const asking = node?.[2] ?? node?.[3]
  return node && asking?.startsWith('/var/task/') ? explain('dependency', { module: node[1]! }) : undefined
}

/** Whether the module that is missing is the handler's own, or a package in its path (`a` of `a.main`). */
function isWithin(handler: string, missing: string): boolean {
  return handler === missing || handler.startsWith(`${missing}.`) || handler.startsWith(`${missing}/`)
}

/** `main.js:3` of a frame of Node's or Python's, if it is in the function's own code. */
function placeIn(line: string): string | undefined {
  const python = /File "\/var\/task\/([^"]+)", line (\d+)/.exec(line)
  if (python) return `${python[1]}:${python[2]}`
  return /\/var\/task\/([^\s)]+?:\d+)(?::\d+)?\b/.exec(line)?.[1]
}

function messageIn(cause: string): string {
  const message = objectIn(cause)?.['errorMessage']
  return typeof message === 'string' ? message : cause
}

function objectIn(cause: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(cause)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
