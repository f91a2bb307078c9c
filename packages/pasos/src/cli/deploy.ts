import type { Command } from 'commander'
import type { Change } from '../project/deploy-project.ts'
import { changeLine } from './change-line.ts'
import { callerKeys, callerRegion, DEFAULT_ACCOUNT, endpointOption, withServer } from './endpoint.ts'
import { EXIT } from './exit-codes.ts'
import { inJson } from './in-json.ts'
import { message } from './messages.ts'
import { readFolder } from './read-folder.ts'

interface DeployOptions {
  endpoint: string
  functions?: string
  json?: boolean
}

/** Of the JSON that deploy and delete print. */
const SCHEMA = 'pasos.changes/1'

/** `pasos deploy [DIR]` and `pasos delete [DIR]`: a folder's state machines and functions, on a running server. */
export function addDeployCommands(program: Command): void {
  for (const name of ['deploy', 'delete'] as const) {
    const description =
      name === 'deploy'
        ? 'deploy the state machines and functions of a folder to a running server; only what differs'
        : 'delete the state machines and functions of a folder from a running server'
    program
      .command(name)
      .description(description)
      .argument('[folder]', 'definitions, Terraform, and functions/ with a folder for each function', '.')
      .option('--functions <folder>', 'the folder with a folder for each function')
      .option('--json', 'print the changes as JSON')
      .addOption(endpointOption())
      .action(async (folder: string, options: DeployOptions) => {
        process.exitCode = await withServer(options.endpoint, () => apply(name, folder, options))
      })
  }
}

async function apply(name: 'deploy' | 'delete', folder: string, { endpoint, functions, json }: DeployOptions): Promise<number> {
  const project = await readFolder(folder, functions)
  const [{ remoteCaller }, { deleteProject, deployProject }] = await Promise.all([
    import('../project/remote-caller.ts'),
    import('../project/deploy-project.ts'),
  ])
  const region = callerRegion()
  const call = remoteCaller({ endpoint, region, keys: callerKeys() })
  const { Account: accountId = DEFAULT_ACCOUNT } = await call('sts', 'GetCallerIdentity', {})
  const target = { call, accountId, region }
  const told = (change: Change) => {
    if (!json) process.stdout.write(`${changeLine(change)}\n`)
  }
  const changes = name === 'deploy' ? await deployProject(target, project, told) : await deleteProject(target, project)
  if (name === 'delete') changes.forEach(told)
  if (json) process.stdout.write(inJson(SCHEMA, { changes }))
  if (changes.length === 0) process.stderr.write(`${message('nothingThere', { folder })}\n`)
  return changes.some(({ what }) => what === 'refused') ? EXIT.usage : EXIT.ok
}
