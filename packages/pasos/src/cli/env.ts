import { join } from 'node:path'
import { allServices } from '@pasos/services'
import { type Command, Option } from 'commander'
import { consoleLink } from '../server/door/console-session.ts'
import { type RootKey, readRootKey } from '../server/door/root-key.ts'
import { callerRegion, endpointOption } from './endpoint.ts'
import { message } from './messages.ts'

/** The variables with which the AWS CLI, SDKs and Terraform talk to Pasos, in the order to print them. */
export function clientEnvironment(endpoint: string, key: RootKey | undefined): Array<[name: string, value: string]> {
  const region = callerRegion()
  return [
    ['AWS_ENDPOINT_URL', endpoint],
    ['AWS_REGION', region],
    // Version 1 of the AWS CLI and boto3 know only this name.
    ['AWS_DEFAULT_REGION', region],
    // Without a key of its own the server trusts its owner, who may call himself anything.
    ['AWS_ACCESS_KEY_ID', key?.accessKeyId ?? 'test'],
    ['AWS_SECRET_ACCESS_KEY', key?.secretAccessKey ?? 'test'],
    // StartSyncExecution and TestState put `sync-` before the host name, which loopback names don't have.
    ['AWS_DISABLE_HOST_PREFIX_INJECTION', 'true'],
  ]
}

interface EnvOptions {
  endpoint: string
  format: 'shell' | 'json' | 'terraform'
  data: string
}

/** `pasos env`: prints what to set, for a POSIX shell, as JSON, or as Terraform's provider block. */
export function addEnvCommand(program: Command): void {
  program
    .command('env')
    .description('print what the AWS CLI, SDKs and Terraform need to talk to Pasos')
    .addOption(endpointOption())
    .addOption(new Option('--format <format>', 'how to print it').choices(['shell', 'json', 'terraform']).default('shell'))
    .option('-d, --data <folder>', 'whose key to print', join('.', '.pasos'))
    .action(({ endpoint, format, data }: EnvOptions) => {
      const key = readRootKey(data)
      process.stdout.write(`${FORMATS[format](clientEnvironment(endpoint, key))}\n`)
      if (!key) return
      const link = new URL(consoleLink(key.secretAccessKey, Date.now()), endpoint).href
      process.stderr.write(`${message('oneTimeLink')}: ${link}\n`)
    })
}

/** What Terraform's provider calls a service, where it is not the scope of its signatures; nothing where it has no name for it. */
const PROVIDER_NAMES: Readonly<Record<string, string | undefined>> = { states: 'sfn', monitoring: 'cloudwatch', dynamodbstreams: undefined }

const FORMATS: Record<'shell' | 'json' | 'terraform', (variables: Array<[string, string]>) => string> = {
  shell: variables => variables.map(([name, value]) => `export ${name}=${value}`).join('\n'),
  json: variables => JSON.stringify(Object.fromEntries(variables), null, 2),
  terraform: variables => {
    const value = Object.fromEntries(variables)
    const services = allServices.flatMap(({ scope }) => (scope in PROVIDER_NAMES ? (PROVIDER_NAMES[scope] ?? []) : scope)).sort()
    const width = Math.max(...services.map(name => name.length))
    return [
      'provider "aws" {',
      `  region     = "${value['AWS_REGION']}"`,
      `  access_key = "${value['AWS_ACCESS_KEY_ID']}"`,
      `  secret_key = "${value['AWS_SECRET_ACCESS_KEY']}"`,
      '  endpoints {',
      ...services.map(service => `    ${service.padEnd(width)} = "${value['AWS_ENDPOINT_URL']}"`),
      '  }',
      '}',
    ].join('\n')
  },
}
