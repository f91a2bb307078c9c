import { CommandError, EXIT } from './exit-codes.ts'

/** The error of a call that the server refused, as one line and an exit code; nothing for any other error. */
export function serviceRefusal(error: unknown): CommandError | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined
  const line = `${error.name}: ${error.message}`.replace(/\s*\n\s*/g, ' ')
  return new CommandError(line, exitCodeOf(error.name))
}

function exitCodeOf(name: string): number {
  if (/AccessDenied|Signature|InvalidClientToken|UnrecognizedClient|ExpiredToken|AuthenticationToken/.test(name)) return EXIT.notAllowed
  return /DoesNotExist|NotFound|NoSuchEntity/.test(name) ? EXIT.notFound : EXIT.failed
}
