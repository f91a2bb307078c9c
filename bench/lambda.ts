/**
 * Measures functions as processes: cold start, warm invocation, and how many invocations and pairs of invocations (what the example
 * workflow needs) a second holds. `node bench/lambda.ts`; a quiet machine, please.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFunctionHost, type FunctionSpec } from '../packages/lambda/src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'bench-lambda-'))
const code = join(folder, 'code')
mkdirSync(code)
writeFileSync(join(code, 'main.js'), 'exports.handler = async event => { console.log("number", event.n); return { number: event.n } }\n')
writeFileSync(join(code, 'main.py'), 'def handler(event, context):\n    print("number", event["n"])\n    return {"number": event["n"]}\n')

const host = createFunctionHost({ sink: { append: () => undefined }, temporaryRoot: folder })
let requests = 0

function spec(runtime: string, name: string): FunctionSpec {
  return {
    revision: `${runtime}-${name}`,
    functionName: name,
    version: '$LATEST',
    runtime,
    runtimeVersionArn: 'arn:aws:lambda:us-east-1::runtime:0',
    handler: 'main.handler',
    codeDirectory: code,
    layerDirectories: [],
    memorySizeMb: 128,
    ephemeralStorageMb: 512,
    timeoutSeconds: 10,
    environment: {},
    platformEnvironment: () => ({}),
    region: 'us-east-1',
    logGroup: name,
    logGroupName: `/aws/lambda/${name}`,
    logFormat: 'Text',
  }
}

async function invoke(function_: FunctionSpec): Promise<void> {
  const end = await host.invoke(function_, { requestId: `r${requests++}`, invokedFunctionArn: 'arn', payload: '{"n":1}' })
  if (end.functionError) throw new Error(end.payload)
}

async function timed(times: number, act: (n: number) => Promise<void>): Promise<{ p50: number; p99: number }> {
  const spent: number[] = []
  for (let n = 0; n < times; n++) {
    const start = performance.now()
    await act(n)
    spent.push(performance.now() - start)
  }
  spent.sort((a, b) => a - b)
  return { p50: round(spent[Math.floor(times * 0.5)]!), p99: round(spent[Math.floor(times * 0.99)]!) }
}

async function perSecond(total: number, atOnce: number, act: () => Promise<void>): Promise<number> {
  const start = performance.now()
  let left = total
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) await act()
    }),
  )
  return Math.round((total / (performance.now() - start)) * 1000)
}

const round = (ms: number) => Math.round(ms * 1000) / 1000
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

for (const runtime of ['nodejs24.x', 'python3.12']) {
  const cold = await timed(10, n => invoke(spec(runtime, `cold-${n}`)))
  const spared: number[] = []
  for (let n = 0; n < 5; n++) {
    await pause(800)
    const start = performance.now()
    await invoke(spec(runtime, `spared-${n}`))
    spared.push(performance.now() - start)
  }
  const warm = spec(runtime, 'warm')
  await invoke(warm)
  console.log(runtime, {
    machine: `${cpus().length} x ${cpus()[0]?.model}`,
    coldMs: cold,
    coldWithSpareMs: spared.map(round),
    warmMs: await timed(3000, () => invoke(warm)),
    invocationsPerSecond: await perSecond(6000, 16, () => invoke(warm)),
  })
}

const [first, second] = [spec('nodejs24.x', 'number-generator'), spec('nodejs24.x', 'even')]
const pairs = await perSecond(3000, 16, async () => {
  await invoke(first)
  await invoke(second)
})
console.log({ pairsPerSecond: pairs, processes: host.processCount() })

host.close()
rmSync(folder, { recursive: true, force: true })
