import { remembered } from './remembered.ts'

/** How a task may wait for what it calls: RR is a plain call. */
export type Pattern = 'RR' | 'sync' | 'sync:2' | 'waitForTaskToken'

export type ParsedResource =
  /** `swf`: a task of the Simple Workflow Service, as the language's specification has them in its examples. */
  | { kind: 'activity' | 'function' | 'swf' | 'unknown'; arn: string }
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

const activity = /^arn:[^:]*:states:[^:]*:[^:]*:activity:.+/
const lambdaFunction = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:.+/
const swfTask = /^arn:[^:]+:swf:[^:]*:[^:]*:task:.+/
const integration = /^arn:[^:]*:states:[^:]*:[^:]*:(?:(aws-sdk):)?([^:.]+):(([^:.]+)(?:\.(sync:2|sync|waitForTaskToken))?)$/
const machine = /^arn:[^:]*:states:[^:]*:[^:]*:(?:stateMachine|execution|mapRun):/

/**
 * Takes the Resource of a task apart, by its form alone: whether AWS has such an integration is another question. Every task of a machine
 * asks several times for the same one.
 */
export const parseResource: (arn: string) => Readonly<ParsedResource> = remembered(2_000, takenApart)

function takenApart(arn: string): ParsedResource {
  if (activity.test(arn)) return { kind: 'activity', arn }
  const found = machine.test(arn) ? null : integration.exec(arn)
  if (found === null) return { kind: lambdaFunction.test(arn) ? 'function' : swfTask.test(arn) ? 'swf' : 'unknown', arn }
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

/** Whether a Resource is of Lambda, also where its parts are still to be substituted: `arn:aws:lambda:${AWS::Region}:…`. */
export function isOfLambda(arn: string): boolean {
  return /^arn:[^:]+:lambda:/.test(arn)
}

/** The integration that a Resource is, whatever it waits for: `s3:putObject`, `aws-sdk:s3:putObject`; nothing for functions and activities. */
export function integrationOf(arn: string): string | undefined {
  const parsed = parseResource(arn)
  return parsed.kind === 'service' ? `${parsed.resourceType}:${parsed.action}` : undefined
}

/** The bare name in a function's name, partial ARN or ARN, each with or without a qualifier. */
export function functionNameOf(reference: string): string {
  const parts = reference.split(':')
  const place = parts.indexOf('function')
  return parts[place + 1] ?? ''
}

/** Whether a task goes on after the call with which it begins. */
export function goesOn(arn: string): boolean {
  const parsed = parseResource(arn)
  return parsed.kind === 'service' && parsed.pattern !== 'RR'
}
