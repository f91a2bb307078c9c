import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { partitionOf } from '@pasos/asl'
import type { OperationContext, ServiceOperations } from '@pasos/wire'
import { zipFolder } from './zip-folder.ts'

const FOLDER = fileURLToPath(new URL('../../../../examples/even-or-odd/', import.meta.url))
const FUNCTIONS = { number_generator: 'number-generator', even: 'even', odd: 'odd' }
/** The machine's name; none that a reader's own project is likely to have. */
export const EXAMPLE_MACHINE = 'EvenOrOdd'
export const EXAMPLE_NEEDS: readonly string[] = ['states', 'lambda', 'iam']

/** A service's operations by its scope, called as the account's owner. */
export interface InProcess {
  services: readonly ServiceOperations[]
  accountId: string
  region: string
}

/**
 * Deploys the worked example as Terraform would: two roles, three functions, one state machine, each through its API operation.
 * Returns the state machine's ARN.
 */
export async function deployExample(target: InProcess): Promise<string> {
  const call = caller(target)
  const trust = (service: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } }],
    })
  const functionsRole = await call('iam', 'CreateRole', {
    RoleName: 'EvenOrOddFunctions',
    AssumeRolePolicyDocument: trust('lambda'),
  })
  await call('iam', 'AttachRolePolicy', {
    RoleName: 'EvenOrOddFunctions',
    PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  })
  const arns: Record<string, string> = {}
  for (const [key, name] of Object.entries(FUNCTIONS)) {
    const created = await call('lambda', 'CreateFunction', {
      FunctionName: `EvenOrOdd-${name}`,
      Runtime: 'nodejs22.x',
      Handler: 'main.handler',
      Role: functionsRole.Role.Arn,
      Code: { ZipFile: await zipFolder(join(FOLDER, 'functions', name)) },
    })
    arns[key] = created.FunctionArn
  }
  const machineRole = await call('iam', 'CreateRole', { RoleName: 'EvenOrOddMachine', AssumeRolePolicyDocument: trust('states') })
  await call('iam', 'PutRolePolicy', {
    RoleName: 'EvenOrOddMachine',
    PolicyName: 'InvokeTheThreeFunctions',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: Object.values(arns) }],
    }),
  })
  const template = readFileSync(join(FOLDER, 'even-or-odd.asl.json'), 'utf8')
  const machine = await call('states', 'CreateStateMachine', {
    name: EXAMPLE_MACHINE,
    roleArn: machineRole.Role.Arn,
    definition: template.replace(/\$\{(\w+)\}/g, (_, key: string) => arns[key] ?? ''),
  })
  return machine.stateMachineArn
}

/** Calls an operation of a service, by its scope. Rejects with AWS's code where it is refused. */
// biome-ignore lint/suspicious/noExplicitAny: answers of several services, of which a few members are read.
export type Call = (scope: string, operation: string, input: unknown) => Promise<any>

/** Calls operations within the process, as the account's owner. */
export function caller(target: InProcess): Call {
  return async (scope, operation, input) => {
    const run = target.services.find(service => service.scope === scope)?.operations[operation]
    if (!run) throw new Error(`The example needs ${scope}:${operation}, which is not served`)
    const context: OperationContext = {
      requestId: crypto.randomUUID(),
      service: scope,
      operation,
      region: target.region,
      accountId: target.accountId,
      caller: {
        accountId: target.accountId,
        accessKeyId: 'pasos',
        arn: `arn:${partitionOf(target.region)}:iam::${target.accountId}:root`,
        userId: target.accountId,
      },
      signal: new AbortController().signal,
    }
    return run(input, context)
  }
}
