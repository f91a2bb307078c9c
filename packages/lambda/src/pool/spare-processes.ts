import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { killGroup } from '../runtime/kill-group.ts'
import type { SpareProcess } from '../runtime/process-settings.ts'
import type { RuntimeCommand } from '../runtime/runtimes.ts'
import type { SandboxDriver } from '../sandbox/driver.ts'

const refillMs = 200

/**
 * Keeps one started but untold process per command at hand. Starting an interpreter is most of a cold start (measured by bench/lambda.ts),
 * and it is the same for every function: the bootstrap learns from its first frame which one it runs.
 */
export class SpareProcesses {
  private readonly driver: SandboxDriver
  private readonly temporaryRoot: string
  private readonly spares = new Map<string, SpareProcess>()
  private readonly refills = new Map<string, NodeJS.Timeout>()

  constructor(driver: SandboxDriver, temporaryRoot: string) {
    this.driver = driver
    this.temporaryRoot = temporaryRoot
  }

  take(command: RuntimeCommand): SpareProcess | undefined {
    if (!this.driver.startsAhead || command.kind === 'custom') return undefined
    const key = keyOf(command)
    const spare = this.spares.get(key)
    this.spares.delete(key)
    this.refillLater(key, command)
    return spare
  }

  /** Ends all that wait. */
  close(): void {
    for (const timer of this.refills.values()) clearTimeout(timer)
    for (const { child } of this.spares.values()) if (child.pid) killGroup(child.pid)
    this.spares.clear()
  }

  /** A burst of cold starts needs the processor itself: refill when it is over. */
  private refillLater(key: string, command: RuntimeCommand): void {
    clearTimeout(this.refills.get(key))
    const timer = setTimeout(() => {
      this.refills.delete(key)
      if (!this.spares.has(key)) this.refill(key, command)
    }, refillMs)
    timer.unref()
    this.refills.set(key, timer)
  }

  private refill(key: string, command: RuntimeCommand): void {
    const temporaryDirectory = mkdtempSync(join(this.temporaryRoot, 'function-'))
    const child = this.driver.launch({
      command: command.command,
      args: command.args,
      environment: {},
      codeDirectory: temporaryDirectory,
      layerDirectories: [],
      runtimeDirectories: command.directories,
      temporaryDirectory,
      // Sandboxes that bound it cannot start ahead.
      temporaryBytes: 0,
    })
    const spare = { child, temporaryDirectory }
    const forget = () => {
      if (this.spares.get(key) === spare) this.spares.delete(key)
    }
    child.once('error', forget)
    child.once('exit', forget)
    this.spares.set(key, spare)
  }
}

function keyOf(command: RuntimeCommand): string {
  return [command.command, ...command.args].join(' ')
}
