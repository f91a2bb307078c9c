import type { FunctionPackage } from '@pasos/asl'
import { fromBufferPromise } from 'yauzl'
import { signedRequest } from '../signed-request.ts'

interface FunctionAnswer {
  Configuration?: { FunctionName?: string; Handler?: string; Runtime?: string }
  Code?: { Location?: string }
}

/** The name in a function's name or ARN, with or without a qualifier. */
export function plainFunctionName(nameOrArn: string): string {
  return /function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn.split(':')[0]!
}

/** How a function is configured and what is in its zip, as far as the server tells. */
export async function functionPackage(endpoint: string, name: string): Promise<FunctionPackage | undefined> {
  const address = `/2015-03-31/functions/${encodeURIComponent(name)}`
  const response = await signedRequest(endpoint, { service: 'lambda', address })
  if (!response.ok) return undefined
  const { Configuration: { Handler: handler, Runtime: runtime } = {}, Code } = (await response.json()) as FunctionAnswer
  if (handler === undefined || Code?.Location === undefined) return undefined
  const archive = await fetch(Code.Location)
  if (!archive.ok) return undefined
  const files = await filesIn(Buffer.from(await archive.arrayBuffer()))
  return { handler, files, ...(runtime !== undefined && { runtime }) }
}

async function filesIn(archive: Buffer): Promise<string[]> {
  const zip = await fromBufferPromise(archive, { lazyEntries: true })
  const names: string[] = []
  for await (const { fileName } of zip.eachEntry()) if (!fileName.endsWith('/')) names.push(fileName)
  return names
}
