import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { FunctionSpec } from '../function-spec.ts'

const bootstraps = fileURLToPath(new URL('../bootstrap/', import.meta.url))

export type RuntimeKind = 'node' | 'python' | 'custom'

/** How a runtime's process is started. `custom` ones speak the HTTP Runtime API, the others our pipes. */
export interface RuntimeCommand {
  kind: RuntimeKind
  command: string
  args: string[]
  /** Folders a sandbox must let the process read. */
  directories: string[]
}

const runtimePattern = /^(?:(nodejs)(?:18|20|22|24)\.x|(python)3\.(?:[89]|1\d)|(provided)(?:\.al2|\.al2023)?)$/

/** Whether functions of this runtime can be run here. */
export function runtimeKind(runtime: string): RuntimeKind | undefined {
  const match = runtimePattern.exec(runtime)
  if (!match) return undefined
  return match[1] ? 'node' : match[2] ? 'python' : 'custom'
}

let python: Promise<string | undefined> | undefined

/** The machine's python3 itself: a version manager's shim in PATH costs 50 ms at every start. */
function findPython(): Promise<string | undefined> {
  python ??= promisify(execFile)('python3', ['-c', 'import sys; print(sys.executable)']).then(
    ({ stdout }) => stdout.trim() || undefined,
    () => undefined,
  )
  return python
}

/** @returns a sentence saying what is missing when the runtime cannot be run on this machine. */
export async function runtimeCommand(spec: FunctionSpec, taskRoot: string): Promise<RuntimeCommand | { missing: string }> {
  const kind = runtimeKind(spec.runtime)
  switch (kind) {
    case 'node': {
      const heap = `--max-old-space-size=${Math.floor(spec.memorySizeMb * 0.9)}`
      const args = [...(hasHeapOption(spec) ? [] : [heap]), join(bootstraps, 'node', 'main.cjs')]
      return { kind, command: process.execPath, args, directories: [dirname(process.execPath), bootstraps] }
    }
    case 'python': {
      const command = await findPython()
      if (!command) return { missing: 'This machine has no python3.' }
      return { kind, command, args: [join(bootstraps, 'python', 'main.py')], directories: [dirname(dirname(command)), bootstraps] }
    }
    case 'custom':
      if (!existsSync(join(spec.codeDirectory, 'bootstrap')))
        return { missing: `Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]` }
      return { kind, command: join(taskRoot, 'bootstrap'), args: [], directories: [] }
    case undefined:
      return { missing: `The runtime ${spec.runtime} cannot be run here.` }
  }
}

function hasHeapOption(spec: FunctionSpec): boolean {
  return /max[-_]old[-_]space[-_]size/.test(spec.environment['NODE_OPTIONS'] ?? '')
}
