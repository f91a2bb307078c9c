import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from './running-server.ts'

const environment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
  TF_INPUT: '0',
}

/** The worked example, as a project of its own. */
export const EXAMPLE = fileURLToPath(new URL('../examples/even-or-odd', import.meta.url))

/**
 * Terraform needs its two providers, from a mirror or plugin folder of this machine. Whether it finds them, only `init` can tell.
 * Returns what is missing, and says so.
 */
export function whatTerraformMisses(): string | undefined {
  const missing = lookForTerraform()
  if (missing) console.warn(`The Terraform test is skipped: ${missing}.`)
  return missing
}

function lookForTerraform(): string | undefined {
  if (spawnSync('terraform', ['version']).status !== 0) return 'no terraform on the path'
  const { folder, remove } = temporaryFolder('terraform-init')
  cpSync(join(EXAMPLE, 'terraform', 'main.tf'), join(folder, 'main.tf'))
  const options = { cwd: folder, env: { ...process.env, ...environment }, timeout: 60_000 }
  const init = spawnSync('terraform', ['init', '-no-color', '-backend=false'], options)
  remove()
  if (init.status === 0) return undefined
  return 'the providers hashicorp/aws and hashicorp/archive are not installed; name a mirror with TF_CLI_CONFIG_FILE'
}

/** Runs one `terraform` command in `directory` against the server at `url`: its exit code and all that it printed. */
export function terraform(directory: string, url: string, ...args: string[]): Promise<{ code: number | null; text: string }> {
  return terraformWith({ AWS_ENDPOINT_URL: url }, directory, ...args)
}

/** The same with variables of its own: a key, a certificate to trust. */
export async function terraformWith(
  own: Record<string, string>,
  directory: string,
  ...args: string[]
): Promise<{ code: number | null; text: string }> {
  const child = spawn('terraform', [...args, '-no-color'], {
    cwd: directory,
    env: { ...process.env, ...environment, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (text += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, text }
}
