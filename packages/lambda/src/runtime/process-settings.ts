import type { ChildProcess } from 'node:child_process'
import type { HostClock, LogSink } from '../function-spec.ts'
import type { SandboxDriver } from '../sandbox/driver.ts'
import type { RuntimeCommand } from './runtimes.ts'

export interface ProcessSettings {
  driver: SandboxDriver
  sink: LogSink
  clock: HostClock
  /** Folder under which each process gets a temporary one. */
  temporaryRoot: string
  /** A started process that waits for its first order, where one is at hand. */
  takeSpare?: (command: RuntimeCommand) => SpareProcess | undefined
}

export interface SpareProcess {
  child: ChildProcess
  temporaryDirectory: string
}
