import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, sep } from 'node:path'
import { promisify } from 'node:util'

/** An interpreter of this machine. */
export interface Interpreter {
  command: string
  /** As it names itself, e.g. `Node.js 24.21.0`. */
  version: string
  /** Folders it reads: its own, and those of the libraries that AWS's runtimes bring along. */
  directories: readonly string[]
  /** Python: where boto3 would be installed. */
  sitePackages: readonly string[]
}

const pythons = new Map<string, Promise<Interpreter | undefined>>()
const question =
  'import sys, json; print(json.dumps([sys.executable, sys.version.split()[0], [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]]))'

/** Windows' installer knows no `python3`, and the name there may lead to a shop. */
const PLAIN_PYTHON = process.platform === 'win32' ? 'python' : 'python3'

/**
 * The Python for a runtime such as `python3.12`: that very version where the machine has it under this name, else its `python3`.
 * The interpreter itself is asked where it is, because a version manager's shim in PATH costs 50 ms at every start.
 */
export function findPython(runtime: string): Promise<Interpreter | undefined> {
  let found = pythons.get(runtime)
  if (!found) {
    found = ask(runtime).then(python => python ?? ask(PLAIN_PYTHON))
    pythons.set(runtime, found)
  }
  return found
}

async function ask(name: string): Promise<Interpreter | undefined> {
  try {
    const { stdout } = await promisify(execFile)(name, ['-c', question], { cwd: tmpdir(), timeout: 10_000 })
    const [command, version, sitePackages] = JSON.parse(stdout) as [string, string, string[]]
    if (!command) return undefined
    return { command, version: `Python ${version}`, directories: [dirname(dirname(command)), ...sitePackages], sitePackages }
  } catch {
    return undefined
  }
}

/** Node functions run on the server's own Node, whichever version they ask for. */
export function findNode(): Interpreter {
  const directories = [dirname(process.execPath), ...sdkFolders()]
  return { command: process.execPath, version: `Node.js ${process.versions.node}`, directories, sitePackages: [] }
}

/** The folder from which the bootstrap finds the AWS SDK's clients; none where optional dependencies were left out. */
function sdkFolders(): string[] {
  try {
    const client = createRequire(import.meta.url).resolve('@aws-sdk/client-s3')
    const folder = `${sep}node_modules`
    return [client.slice(0, client.lastIndexOf(folder + sep) + folder.length)]
  } catch {
    return []
  }
}

/** What runs functions on this machine, for people: each family of runtimes, and the interpreter or nothing. */
export async function describeInterpreters(): Promise<{ family: string; version: string | undefined; hasAwsSdk: boolean }[]> {
  const node = findNode()
  const python = await findPython('python3')
  const boto3 = python && (await promisify(execFile)(python.command, ['-c', 'import boto3'], { cwd: tmpdir() }).then(yes, no))
  return [
    { family: 'nodejs', version: node.version, hasAwsSdk: sdkFolders().length > 0 },
    { family: 'python', version: python?.version, hasAwsSdk: boto3 === true },
    { family: 'provided', version: 'Linux executables', hasAwsSdk: false },
  ]
}

const yes = () => true
const no = () => false
