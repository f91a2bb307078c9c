import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A node of a cluster, as a process of its own. */
export interface ClusterNode {
  folder: string
  process: ChildProcess
  url: string
}

const command = fileURLToPath(new URL('../../packages/pasos/bin/pasos.mjs', import.meta.url))

/** Starts a node on a database, with a folder of its own; resolves when it is ready. */
export async function beginNode(database: string, folder: string): Promise<ClusterNode> {
  const child = spawn(process.execPath, [command, 'start', '--port', '0', '--data', folder], {
    env: { ...process.env, LC_ALL: 'C', PASOS_POSTGRES: database },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', chunk => {
      printed += chunk
      const found = /is ready: (http:\/\/\S+)/.exec(printed)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', code => reject(new Error(`a node ended with code ${code}: ${printed}`)))
  })
  return { folder, process: child, url }
}

/** Calls an operation of Step Functions. */
export async function callStates(url: string, operation: string, input: object): Promise<Record<string, string>> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) })
  const body = (await answer.json()) as Record<string, string>
  if (!answer.ok) throw new Error(`${operation}: ${JSON.stringify(body)}`)
  return body
}
