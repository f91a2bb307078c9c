import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

/**
 * The floor of a call over HTTP: a bare `node:http` server in a process of its own, which reads the body, parses it and answers JSON as
 * large as StartExecution's. It checks nothing, keeps nothing and syncs nothing.
 */
export async function withBareServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [port] = (await once(child.stdout, 'data')) as [Buffer]
    return await work(`http://127.0.0.1:${port.toString().trim()}`)
  } finally {
    child.kill()
    await once(child, 'exit')
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve()

function serve(): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const { stateMachineArn } = JSON.parse(Buffer.concat(chunks).toString()) as { stateMachineArn: string }
      const body = JSON.stringify({
        executionArn: `${stateMachineArn}:5b1c2c5e-0000-4000-8000-000000000000`,
        startDate: Date.now() / 1_000,
      })
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(body) })
      response.end(body)
    })
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    if (typeof address === 'object' && address) console.log(address.port)
  })
}
