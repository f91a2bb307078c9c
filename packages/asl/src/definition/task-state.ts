import type { StateSource } from './compile-state.ts'
import { compileDataFlow, compileJsonataField, compileTemplateField } from './data-flow.ts'
import { compileDynamicField } from './dynamic-field.ts'
import { compileErrorPolicy } from './error-policy.ts'
import type { TaskResource, TaskState } from './program.ts'

export function compileTaskState({ name, reader, language }: StateSource): TaskState {
  return {
    name,
    type: 'Task',
    flow: compileDataFlow(reader, language),
    next: reader.optionalText('Next'),
    resource: readResource(reader.text('Resource')),
    timeout: compileDynamicField(reader, 'TimeoutSeconds', language),
    heartbeat: compileDynamicField(reader, 'HeartbeatSeconds', language),
    credentials: language === 'JSONata' ? compileJsonataField(reader, 'Credentials') : compileTemplateField(reader, 'Credentials'),
    policy: compileErrorPolicy(reader, language),
  }
}

const servicePattern = /^arn:[^:]*:states:[^:]*:[^:]*:(aws-sdk:[^:]+|[^:]+):(.+)$/

/** Tells a function, an activity and a service integration apart by the shape of their ARNs. */
export function readResource(arn: string): TaskResource {
  if (/^arn:[^:]*:states:[^:]+:[^:]+:activity:/.test(arn))
    return { kind: 'activity', arn, resourceType: '', resource: arn, hasToken: false, waitsForToken: false }
  const service = servicePattern.exec(arn)
  if (service === null) return { kind: 'function', arn, resourceType: '', resource: arn, hasToken: false, waitsForToken: false }
  const [, resourceType = '', resource = ''] = service
  return {
    kind: 'service',
    arn,
    resourceType,
    resource,
    hasToken: /\.(waitForTaskToken|sync(:\d+)?)$/.test(resource),
    waitsForToken: resource.endsWith('.waitForTaskToken'),
  }
}
