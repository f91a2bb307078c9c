/** How a task may wait for what it calls: RR is a plain call. */
export type Pattern = 'RR' | 'sync' | 'sync:2' | 'waitForTaskToken'

export type ParsedResource =
  | { kind: 'activity' | 'function'; arn: string }
  | {
      kind: 'service'
      arn: string
      /** As it stands there: `sqs`, or `s3` of `aws-sdk:s3`. */
      service: string
      /** Whether it is an AWS SDK integration. */
      isSdk: boolean
      action: string
      pattern: Pattern
      /** As history events call it: `sqs`, `aws-sdk:s3`. */
      resourceType: string
      /** As history events call it: `sendMessage.waitForTaskToken`. */
      resource: string
    }

const activity = /^arn:[^:]*:states:[^:]+:[^:]+:activity:/
const integration = /^arn:[^:]*:states:[^:]*:[^:]*:(?:(aws-sdk):)?([^:.]+):(([^:.]+)(?:\.(sync:2|sync|waitForTaskToken))?)$/
const machine = /^arn:[^:]*:states:[^:]*:[^:]*:(?:stateMachine|execution|mapRun):/

/** Takes the Resource of a task apart. Whatever is neither an activity nor an integration is taken for a function. */
export function parseResource(arn: string): ParsedResource {
  if (activity.test(arn)) return { kind: 'activity', arn }
  const found = machine.test(arn) ? null : integration.exec(arn)
  if (found === null) return { kind: 'function', arn }
  const [, sdk, service = '', resource = '', action = '', pattern = 'RR'] = found
  const isSdk = sdk !== undefined
  return {
    kind: 'service',
    arn,
    service,
    isSdk,
    action,
    pattern: pattern as Pattern,
    resourceType: isSdk ? `aws-sdk:${service}` : service,
    resource,
  }
}

/** Whether a task goes on after the call with which it begins. */
export function goesOn(arn: string): boolean {
  const parsed = parseResource(arn)
  return parsed.kind === 'service' && parsed.pattern !== 'RR'
}
