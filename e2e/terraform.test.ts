import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { DescribeExecutionCommand, ListStateMachinesCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOptions, eventually, type RunningServer, startServer, temporaryFolder } from './running-server.ts'
import { EXAMPLE, terraform, whatTerraformMisses } from './terraform.ts'

const DOCUMENT = fileURLToPath(new URL('document', import.meta.url))
const missing = whatTerraformMisses()

/** Rewrites a project's files in place. */
function edit(folder: string, changes: readonly [from: RegExp, to: string][]): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(tf|js)$/.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const before = readFileSync(path, 'utf8')
    const after = changes.reduce((text, [from, to]) => text.replace(from, to), before)
    if (after !== before) writeFileSync(path, after)
  }
}

describe.runIf(!missing)('Terraform with the real AWS provider', () => {
  const { folder, remove } = temporaryFolder('terraform')
  let server: RunningServer
  let sfn: SFNClient
  beforeAll(async () => {
    // As `npm start` starts it: with the worked example deployed, whose names must be in nobody's way.
    server = await startServer({ folder: join(folder, 'data') })
    sfn = new SFNClient(clientOptions(server.url))
  })
  afterAll(async () => {
    await server?.stop()
    remove()
  })

  /** A copy of a project, and `terraform` in its folder. */
  function copyOf(project: string, name: string) {
    const copy = join(folder, name)
    cpSync(project, copy, { recursive: true })
    return { copy, run: (...args: string[]) => terraform(join(copy, 'terraform'), server.url, ...args) }
  }

  async function execute(name: string) {
    const { stateMachines } = await sfn.send(new ListStateMachinesCommand({}))
    const { stateMachineArn } = stateMachines!.find(machine => machine.name === name)!
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }))
    return eventually('the end of the execution', async () => {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }))
      return execution.status === 'RUNNING' ? undefined : execution
    })
  }

  async function machines() {
    return (await sfn.send(new ListStateMachinesCommand({}))).stateMachines!.map(machine => machine.name)
  }

  it('applies the example, plans nothing afterwards, and destroys all of it', async () => {
    const { run } = copyOf(EXAMPLE, 'example')
    expect(await run('init')).toMatchObject({ code: 0 })
    expect(await run('apply', '-auto-approve')).toMatchObject({ code: 0, text: expect.stringContaining('Apply complete!') })
    expect(await run('plan', '-detailed-exitcode')).toMatchObject({ code: 0, text: expect.stringContaining('No changes') })
    expect(await execute('EvenOrOddTF')).toMatchObject({ status: 'SUCCEEDED' })
    expect(await run('destroy', '-auto-approve')).toMatchObject({ code: 0, text: expect.stringContaining('Destroy complete!') })
    expect(await machines()).toEqual(['EvenOrOdd'])
  })

  it("takes the founding document's project, repaired, through its whole life beside the worked example", async () => {
    const { copy, run } = copyOf(DOCUMENT, 'document')
    expect(await run('init')).toMatchObject({ code: 0 })
    expect(await run('apply', '-auto-approve')).toMatchObject({ code: 0, text: expect.stringContaining('Resources: 9 added') })
    expect(await run('plan', '-detailed-exitcode')).toMatchObject({ code: 0, text: expect.stringContaining('No changes') })
    expect(await execute('NumberProcessorSF')).toMatchObject({ status: 'SUCCEEDED', output: expect.stringMatching(/^\{"number":\d+\}$/) })

    edit(copy, [
      [/El numero generado es/, 'Numero generado'],
      [/"execute lambdas"/, '"execute lambdas, changed"'],
      [/name = "step_functions_role_poc_sf"/, 'name = "step_functions_role_poc_sf"\n  max_session_duration = 7200'],
    ])
    expect(await run('apply', '-auto-approve')).toMatchObject({ code: 0, text: expect.stringContaining('0 added, 3 changed, 0 destroyed') })
    expect(await run('plan', '-detailed-exitcode')).toMatchObject({ code: 0, text: expect.stringContaining('No changes') })
    expect(await run('destroy', '-auto-approve')).toMatchObject({ code: 0, text: expect.stringContaining('Resources: 9 destroyed') })
    expect(await machines()).toEqual(['EvenOrOdd'])
  })

  it('deploys the document as printed, whose functions then fail by their handlers and whose rule by its path, as on AWS', async () => {
    const { copy, run } = copyOf(DOCUMENT, 'as-printed')
    edit(copy, [
      [/(number_generator\.output_base64sha256[^}]*handler *= ")main/, '$11_number_generator/main'],
      [/\$\.is_even/, '$.Payload.is_even'],
    ])
    expect(await run('init')).toMatchObject({ code: 0 })
    expect(await run('apply', '-auto-approve')).toMatchObject({ code: 0 })
    expect(await execute('NumberProcessorSF')).toMatchObject({ status: 'FAILED', error: 'Runtime.ImportModuleError' })
    const lambda = new LambdaClient(clientOptions(server.url))
    const invoked = await lambda.send(new InvokeCommand({ FunctionName: 'poc_number_generator_lambda' }))
    expect(JSON.parse(invoked.Payload!.transformToString()).errorMessage).toContain("Cannot find module 'main'")

    edit(copy, [[/1_number_generator\/main\.handler/, 'main.handler']])
    expect(await run('apply', '-auto-approve')).toMatchObject({ code: 0, text: expect.stringContaining('1 changed') })
    expect(await execute('NumberProcessorSF')).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'IsNumberEven' (entered at the event id #7). Invalid path '$.Payload.is_even': The choice state's condition path references an invalid value.",
    })
    expect(await run('destroy', '-auto-approve')).toMatchObject({ code: 0 })
  })
})
