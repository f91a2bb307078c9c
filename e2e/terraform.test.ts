import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DescribeExecutionCommand, ListStateMachinesCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, describe, expect, it } from 'vitest'
import { clientOptions, eventually, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const EXAMPLE = fileURLToPath(new URL('../examples/number-processor', import.meta.url))
const missing = whatIsMissing()
if (missing) console.warn(`The Terraform test is skipped: ${missing}.`)

/** Terraform needs its two providers, from a mirror or plugin folder of this machine. Whether it finds them, only `init` can tell. */
function whatIsMissing(): string | undefined {
  if (spawnSync('terraform', ['version']).status !== 0) return 'no terraform on the path'
  const { folder, remove } = temporaryFolder('terraform-init')
  cpSync(join(EXAMPLE, 'terraform', 'main.tf'), join(folder, 'main.tf'))
  const environment = { ...process.env, CHECKPOINT_DISABLE: '1', TF_INPUT: '0' }
  const init = spawnSync('terraform', ['init', '-no-color', '-backend=false'], { cwd: folder, env: environment, timeout: 60_000 })
  remove()
  if (init.status === 0) return undefined
  return 'the providers hashicorp/aws and hashicorp/archive are not installed; name a mirror with TF_CLI_CONFIG_FILE'
}

describe.runIf(!missing)('Terraform with the real AWS provider', () => {
  const { folder, remove } = temporaryFolder('terraform')
  let server: RunningServer
  afterAll(async () => {
    await server?.stop()
    remove()
  })

  it('applies the example, plans nothing afterwards, and destroys all of it', async () => {
    server = await startServer({ folder: join(folder, 'data'), args: ['--no-example'] })
    cpSync(EXAMPLE, join(folder, 'example'), { recursive: true })
    const directory = join(folder, 'example', 'terraform')
    expect(readdirSync(directory)).toContain('main.tf')
    const terraform = (...args: string[]) => {
      const result = spawnSync('terraform', [...args, '-no-color'], {
        cwd: directory,
        encoding: 'utf8',
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: server.url,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
          AWS_EC2_METADATA_DISABLED: 'true',
          CHECKPOINT_DISABLE: '1',
          TF_IN_AUTOMATION: '1',
          TF_INPUT: '0',
        },
      })
      return { code: result.status, text: result.stdout + result.stderr }
    }
    expect(terraform('init')).toMatchObject({ code: 0 })
    expect(terraform('apply', '-auto-approve')).toMatchObject({ code: 0, text: expect.stringContaining('Apply complete!') })
    expect(terraform('plan', '-detailed-exitcode')).toMatchObject({ code: 0, text: expect.stringContaining('No changes') })

    const sfn = new SFNClient(clientOptions(server.url))
    const { stateMachines } = await sfn.send(new ListStateMachinesCommand({}))
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: stateMachines![0]!.stateMachineArn }))
    const status = await eventually('the end of the execution', async () => {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }))
      return execution.status === 'RUNNING' ? undefined : execution.status
    })
    expect(status).toBe('SUCCEEDED')

    expect(terraform('destroy', '-auto-approve')).toMatchObject({ code: 0, text: expect.stringContaining('Destroy complete!') })
    expect((await sfn.send(new ListStateMachinesCommand({}))).stateMachines).toEqual([])
  })
})
