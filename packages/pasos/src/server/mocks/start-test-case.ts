import { compile } from '@pasos/asl'
import { ApiError, type Operation, type ServiceOperations } from '@pasos/wire'
import type { MockBook } from './mock-book.ts'
import { MockConfigError } from './mock-config.ts'

const STARTS = ['StartExecution', 'StartSyncExecution']

/**
 * Lets executions be started as test cases: `stateMachineArn#TestCase`, as Step Functions Local has it. The case is noted before the
 * execution starts.
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-test-sm-exec.html
 */
export function startTestCases(services: readonly ServiceOperations[], book: MockBook): readonly ServiceOperations[] {
  return services.map(service => {
    if (service.scope !== 'states') return service
    const describe = service.operations['DescribeStateMachine']!
    const starts = STARTS.map(name => [name, starting(service.operations[name]!, describe, book)])
    return { ...service, operations: { ...service.operations, ...Object.fromEntries(starts) } }
  })
}

function starting(start: Operation, describe: Operation, book: MockBook): Operation {
  return async (input, context) => {
    const { stateMachineArn, name = crypto.randomUUID(), ...rest } = input as { stateMachineArn: string; name?: string }
    const [arn = '', testCase] = stateMachineArn.split('#')
    if (testCase === undefined) return start(input, context)
    const { definition } = (await describe({ stateMachineArn: arn }, context)) as { definition: string }
    const states = compile(definition).scopes.flatMap(scope => [...scope.states.keys()])
    try {
      await book.assign({ machine: arn.split(':')[6] ?? '', execution: name, testCase, states })
    } catch (error) {
      if (error instanceof MockConfigError) throw new ApiError('InvalidArn', `Invalid Arn: '${stateMachineArn}': ${error.message}`)
      throw error
    }
    return start({ ...rest, name, stateMachineArn: arn }, context)
  }
}
