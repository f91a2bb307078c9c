import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FunctionSpec } from '../function-spec.ts'
import { findNode, findPython } from './interpreters.ts'

const bootstraps = fileURLToPath(new URL('../bootstrap/', import.meta.url))

export type RuntimeKind = 'node' | 'python' | 'custom'

/** How a runtime's process is started. `custom` ones speak the HTTP Runtime API, the others our pipes. */
export interface RuntimeCommand {
  kind: RuntimeKind
  command: string
  args: string[]
  /** What runs the function in truth, e.g. `Node.js 24.21.0`; nothing where the function brings its own. */
  version: string | undefined
  /** Folders a sandbox must let the process read. */
  directories: readonly string[]
}

const runtimePattern = /^(?:(nodejs)(?:18|20|22|24)\.x|(python)3\.(?:[89]|1\d)|(provided)(?:\.al2|\.al2023)?)$/

/** Whether functions of this runtime can be run here. */
export function runtimeKind(runtime: string): RuntimeKind | undefined {
  const match = runtimePattern.exec(runtime)
  if (!match) return undefined
  return match[1] ? 'node' : match[2] ? 'python' : 'custom'
}

/** A sentence saying what this machine lacks to run functions of the runtime; nothing when it lacks nothing. */
export async function missingInterpreter(runtime: string): Promise<string | undefined> {
  if (runtimeKind(runtime) !== 'python' || (await findPython(runtime))) return undefined
  return `This machine has no ${runtime} and no python3 to run it.`
}

/** @returns a sentence saying what is missing when the runtime cannot be run on this machine. */
export async function runtimeCommand(
  spec: FunctionSpec,
  seen: { taskRoot: string; layerRoots: readonly string[] },
): Promise<RuntimeCommand | { missing: string }> {
  const kind = runtimeKind(spec.runtime)
  switch (kind) {
    case 'node': {
      const { command, version, directories } = findNode()
      const heap = `--max-old-space-size=${Math.floor(spec.memorySizeMb * 0.9)}`
      const args = [...(hasHeapOption(spec) ? [] : [heap]), join(bootstraps, 'node', 'main.cjs')]
      return { kind, command, args, version, directories: [...directories, bootstraps] }
    }
    case 'python': {
      const python = await findPython(spec.runtime)
      if (!python) return { missing: (await missingInterpreter(spec.runtime)) ?? '' }
      // -S: the machine's own packages are not AWS's; the bootstrap lets boto3 and what it needs through.
      const args = ['-S', join(bootstraps, 'python', 'main.py'), ...python.sitePackages]
      return { kind, command: python.command, args, version: python.version, directories: [...python.directories, bootstraps] }
    }
    case 'custom': {
      const inLayer = spec.layerDirectories.findLastIndex(layer => existsSync(join(layer, 'bootstrap')))
      // Where layers are joined they have one root.
      const place = existsSync(join(spec.codeDirectory, 'bootstrap')) ? seen.taskRoot : (seen.layerRoots[inLayer] ?? seen.layerRoots.at(-1))
      if (!place || (place !== seen.taskRoot && inLayer < 0))
        return { missing: `Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]` }
      return { kind, command: join(place, 'bootstrap'), args: [], version: undefined, directories: [] }
    }
    case undefined:
      return { missing: `The runtime ${spec.runtime} cannot be run here.` }
  }
}

function hasHeapOption(spec: FunctionSpec): boolean {
  return /max[-_]old[-_]space[-_]size/.test(spec.environment['NODE_OPTIONS'] ?? '')
}
