import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { answerMessage, type RpcMethods, unreadable } from './json-rpc.ts'

/** Serves JSON-RPC as the Model Context Protocol has it on stdio: a message a line. Resolves when the input ends. */
export async function serveLines(methods: RpcMethods, input: Readable, output: Writable): Promise<void> {
  const running: Promise<void>[] = []
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') running.push(answerLine(methods, line, output))
  }
  await Promise.all(running)
}

async function answerLine(methods: RpcMethods, line: string, output: Writable): Promise<void> {
  let message: unknown
  try {
    message = JSON.parse(line)
  } catch {
    output.write(`${JSON.stringify(unreadable())}\n`)
    return
  }
  const answer = await answerMessage(methods, message)
  if (answer !== undefined) output.write(`${JSON.stringify(answer)}\n`)
}
