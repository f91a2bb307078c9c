/** The command's exit codes; scripts may rely on them (docs/reference/cli.md). */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  executionFailed: 3,
  notAllowed: 4,
  notFound: 5,
  executionStopped: 6,
  unreachable: 7,
  stillRunning: 8,
  interrupted: 130,
  /** As the signal SIGPIPE ends a program whose reader has gone. */
  unread: 141,
} as const

/** Ends a command with a line for people on stderr and a code for scripts. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(text: string, exitCode: number = EXIT.failed) {
    super(text)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}
