import { PathSyntaxError } from '../path/path-syntax-error.ts'
import { type IntrinsicCall, parseIntrinsicCall } from './call-syntax.ts'

/** The paths among the arguments of a call of an intrinsic function, at any depth; none of a text that is no call. */
export function callPaths(text: string): string[] {
  const pathsOf = ({ args }: IntrinsicCall): string[] =>
    args.flatMap(arg => (arg.kind === 'path' ? [arg.path.text] : arg.kind === 'call' ? pathsOf(arg.call) : []))
  try {
    return pathsOf(parseIntrinsicCall(text))
  } catch (error) {
    if (error instanceof PathSyntaxError) return []
    throw error
  }
}
