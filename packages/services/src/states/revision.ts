import { compile, managedRulesOf } from '@pasos/asl'
import { ApiError } from '@pasos/wire'
import { sourceKeys } from '../iam/trust.ts'
import type { MachineType, StatesDependencies } from './dependencies.ts'
import { invalidDefinition, logDestinationDenied, managedRuleDenied, roleNotAssumable, validation } from './errors.ts'
import type { LoggingConfiguration, Revision, StateMachineRecord } from './state-machine-record.ts'

/** @throws ApiError InvalidDefinition with AWS's text */
export function checkDefinition(deps: Pick<StatesDependencies, 'checks'>, definition: string, type: MachineType): void {
  const refusal = deps.checks.refuse(definition, type)
  if (refusal !== undefined) throw invalidDefinition(refusal)
}

/** @throws ApiError InvalidArn for what is no role */
export function checkRoleArn(roleArn: string): void {
  if (!/^arn:[^:]+:iam::\d{12}:role\/./.test(roleArn)) throw new ApiError('InvalidArn', `Invalid Role Arn: '${roleArn}'`)
}

/** @throws ApiError InvalidArn for what is no role, AccessDeniedException when the service may not assume it */
export function checkRole(deps: Pick<StatesDependencies, 'trusts'>, roleArn: string, stateMachineArn: string): void {
  checkRoleArn(roleArn)
  if (!deps.trusts(roleArn, 'states.amazonaws.com', sourceKeys(stateMachineArn))) throw roleNotAssumable()
}

/**
 * AWS delivers logs with the machine's role (developer guide, "IAM policies for logging to CloudWatch Logs").
 * @throws ApiError AccessDeniedException
 */
export function checkLogDelivery(deps: Pick<StatesDependencies, 'authorizer'>, roleArn: string, logging: LoggingConfiguration): void {
  if (logging.level === 'OFF' || !deps.authorizer) return
  const decision = deps.authorizer.authorize({ principalArn: roleArn, action: 'logs:CreateLogDelivery', resource: '*' })
  if (!decision.allowed) throw logDestinationDenied()
}

/**
 * AWS makes the rules that tell of the ends of `.sync` jobs with the machine's role, at once (developer guide, "Run a Job (.sync)").
 * @throws ApiError AccessDeniedException
 */
export function checkManagedRules(
  deps: Pick<StatesDependencies, 'authorizer'>,
  { stateMachineArn, definition, roleArn }: Pick<StateMachineRecord, 'stateMachineArn' | 'definition' | 'roleArn'>,
): void {
  // Few definitions wait for jobs; the others are not compiled for this.
  if (!deps.authorizer || !definition.includes('.sync')) return
  const [, partition, , region, accountId] = stateMachineArn.split(':')
  for (const { name, actions } of managedRulesOf(compile(definition))) {
    const resource = `arn:${partition}:events:${region}:${accountId}:rule/${name}`
    for (const action of actions) {
      if (!deps.authorizer.authorize({ principalArn: roleArn, action, resource }).allowed) throw managedRuleDenied(roleArn)
    }
  }
}

/** @throws ApiError ValidationException */
export function checkVersionDescription(input: { publish?: boolean | undefined; versionDescription?: string | undefined }): void {
  if (input.versionDescription !== undefined && !input.publish) {
    throw validation('Version description can only be set when publish is true')
  }
}

/** Whether two revisions would run alike; ids apart. Definitions are compared as text, as AWS does: white space counts. */
export function isSameRevision(one: Revision, other: Revision): boolean {
  return one.definition === other.definition && one.roleArn === other.roleArn && isSameSettings(one, other)
}

/** Logging, tracing and encryption. */
export function isSameSettings(one: Revision, other: Revision): boolean {
  const settings = ({ loggingConfiguration: logging, tracingConfiguration, encryptionConfiguration }: Revision): string =>
    // No list of destinations and an empty one are shown as they were given, and mean the same.
    JSON.stringify([{ ...logging, destinations: logging.destinations ?? [] }, tracingConfiguration, encryptionConfiguration])
  return settings(one) === settings(other)
}

/** The members of a record that belong to its revision. */
export function revisionOf(record: Revision): Revision {
  const { definition, roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration, revisionId } = record
  const revision: Revision = { definition, roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration }
  return revisionId === undefined ? revision : { ...revision, revisionId }
}
