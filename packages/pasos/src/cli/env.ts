import { allServices } from '@pasos/services'
import { type Command, Option } from 'commander'
import { DEFAULT_REGION, endpointOption } from './endpoint.ts'

/** The variables with which the AWS CLI, SDKs and Terraform talk to Pasos, in the order to print them. */
export function clientEnvironment(endpoint: string): Array<[name: string, value: string]> {
  const region = process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || DEFAULT_REGION
  return [
    ['AWS_ENDPOINT_URL', endpoint],
    ['AWS_REGION', region],
    // Version 1 of the AWS CLI and boto3 know only this name.
    ['AWS_DEFAULT_REGION', region],
    ['AWS_ACCESS_KEY_ID', 'test'],
    ['AWS_SECRET_ACCESS_KEY', 'test'],
    // StartSyncExecution and TestState put `sync-` before the host name, which loopback names don't have.
    ['AWS_DISABLE_HOST_PREFIX_INJECTION', 'true'],
  ]
}

/** `pasos env`: prints what to set, for a POSIX shell, as JSON, or as Terraform's provider block. */
export function addEnvCommand(program: Command): void {
  program
    .command('env')
    .description('print what the AWS CLI, SDKs and Terraform need to talk to Pasos')
    .addOption(endpointOption())
    .addOption(new Option('--format <format>', 'how to print it').choices(['shell', 'json', 'terraform']).default('shell'))
    .action((options: { endpoint: string; format: 'shell' | 'json' | 'terraform' }) => {
      process.stdout.write(`${FORMATS[options.format](clientEnvironment(options.endpoint))}\n`)
    })
}

/** What Terraform's provider calls a service, where it is not the scope of its signatures. */
const PROVIDER_NAMES: Readonly<Record<string, string>> = { states: 'sfn', monitoring: 'cloudwatch' }

const FORMATS: Record<'shell' | 'json' | 'terraform', (variables: Array<[string, string]>) => string> = {
  shell: variables => variables.map(([name, value]) => `export ${name}=${value}`).join('\n'),
  json: variables => JSON.stringify(Object.fromEntries(variables), null, 2),
  terraform: variables => {
    const value = Object.fromEntries(variables)
    const services = allServices.map(({ scope }) => PROVIDER_NAMES[scope] ?? scope).sort()
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
