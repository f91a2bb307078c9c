import { parseResource } from '@pasos/integrations'
import type { StateSource } from './compile-state.ts'
import { compileDataFlow, compileTemplateField } from './data-flow.ts'
import type { DefinitionReader } from './definition-reader.ts'
import { compileDynamicField, type QueryLanguage } from './dynamic-field.ts'
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
    credentials: compileCredentials(reader, language),
    policy: compileErrorPolicy(reader, language),
  }
}

function compileCredentials(reader: DefinitionReader, language: QueryLanguage): TaskState['credentials'] {
  if (language === 'JSONPath') return compileTemplateField(reader, 'Credentials')
  const credentials = reader.optionalObject('Credentials')
  return credentials && compileDynamicField(credentials, 'RoleArn', language, 'Credentials/')
}

/** Tells a function, an activity and a service integration apart by the shape of their ARNs. */
export function readResource(arn: string): TaskResource {
  const parsed = parseResource(arn)
  if (parsed.kind !== 'service') {
    // What is neither an activity nor an integration is called as a function would be.
    const kind = parsed.kind === 'activity' ? 'activity' : 'function'
    return { kind, arn, resourceType: '', resource: arn, hasToken: false, waitsForToken: false }
  }
  const { resourceType, resource, pattern } = parsed
  return { kind: 'service', arn, resourceType, resource, hasToken: pattern !== 'RR', waitsForToken: pattern === 'waitForTaskToken' }
}
