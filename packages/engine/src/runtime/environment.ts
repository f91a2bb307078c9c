import type { StepEnvironment } from '@pasos/asl'
import type { ExecutionNumber } from '../ports/journal.ts'
import type { RuntimeOptions } from './runtime-options.ts'
import type { TaskTokens } from './tokens.ts'

/** What the language sees of the world while it works on an execution; `now` is set anew for each turn. */
export function environmentFor(
  options: Pick<RuntimeOptions, 'clock' | 'ids' | 'limits' | 'refuseTask' | 'accountId' | 'region'>,
  tokens: Pick<TaskTokens, 'issue'>,
  number: ExecutionNumber,
  executionArn: string,
): StepEnvironment {
  const { clock, ids, limits, refuseTask } = options
  const [region, accountId] = placeIn(executionArn)
  const environment: StepEnvironment = {
    now: clock.now(),
    // What chance has said stays so while a turn is run again.
    random: () => environment.memo?.draw(ids.random) ?? ids.random(),
    uuid: () => environment.memo?.draw(ids.uuid) ?? ids.uuid(),
    taskToken: task => tokens.issue(number, executionArn, task),
    ...(refuseTask && { refuseTask }),
    accountId: accountId || options.accountId,
    region: region || options.region,
    limits,
    memo: undefined,
  }
  return environment
}

/** Region and account of `arn:aws:states:REGION:ACCOUNT:…`, cut out: each execution asks once. */
function placeIn(arn: string): [region: string, accountId: string] {
  const region = arn.indexOf(':', arn.indexOf(':', arn.indexOf(':') + 1) + 1) + 1
  const account = arn.indexOf(':', region) + 1
  const end = arn.indexOf(':', account)
  return region === 0 || account === 0 || end < 0 ? ['', ''] : [arn.slice(region, account - 1), arn.slice(account, end)]
}
