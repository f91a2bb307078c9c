import type { ChildProcess } from 'node:child_process'

/** What to run, and what the process may see. */
export interface LaunchOrder {
  command: string
  args: readonly string[]
  environment: Record<string, string>
  codeDirectory: string
  layerDirectories: readonly string[]
  /** Folders the command itself needs to read: its interpreter, the bootstrap. */
  runtimeDirectories: readonly string[]
  /** A folder of the process's own, removed when it ends. */
  temporaryDirectory: string
  /** What may be written to it, where the sandbox can tell. */
  temporaryBytes: number
  /** The function's memory, where it is known yet. */
  memoryBytes?: number
  /** A command that makes itself into the one behind it: stands before everything else. */
  before?: readonly string[]
}

/** Starts processes with some degree of isolation. Descriptors 3 and 4 are the pipes of runtime/frames.ts. */
export interface SandboxDriver {
  readonly name: 'none' | 'process' | 'bubblewrap'
  /** @throws Error saying why nothing is started */
  launch(order: LaunchOrder): ChildProcess
  /** Where a process of this driver sees the function's code. */
  taskRoot(codeDirectory: string): string
  /** Where it sees its layers, in order; a later one wins. */
  layerRoots(layerDirectories: readonly string[]): readonly string[]
  /** Where it sees its temporary folder. */
  temporaryRoot(temporaryDirectory: string): string
  /** Whether a process may be started before it is known which function it will run. */
  readonly startsAhead: boolean
}
