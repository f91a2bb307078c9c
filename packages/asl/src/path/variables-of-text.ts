import { callPaths } from '../intrinsic/call-paths.ts'
import { isIntrinsic } from '../intrinsic/intrinsic.ts'
import { parsePath } from './parse-path.ts'
import { PathSyntaxError } from './path-syntax-error.ts'
import { variablesOfPath } from './variables-of-path.ts'

/** The variables that a path reads, or the arguments of an intrinsic function, each once; none of a text that is neither. */
export function variablesOfText(text: string): string[] {
  const paths = isIntrinsic(text) ? callPaths(text) : [text]
  return [...new Set(paths.flatMap(variablesOf))]
}

function variablesOf(path: string): string[] {
  try {
    return variablesOfPath(parsePath(path))
  } catch (error) {
    if (error instanceof PathSyntaxError) return []
    throw error
  }
}
