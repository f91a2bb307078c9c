import type { JsonObject } from '@pasos/asl'
import type { OperationContext } from '@pasos/wire'
import { decoded } from '../../http-payload/decoded.ts'
import type { CloudFormationDependencies } from '../dependencies.ts'
import { stackCalls } from '../deployment/stack-calls.ts'
import { insufficientCapabilities, noTemplate, validationError } from '../errors.ts'
import type { Deployed, StackRecord, StackTag } from '../records/stack-record.ts'
import { resourceTypeOf } from '../resources/resource-types.ts'
import { type GivenParameter, isStoredParameter, parameterValues } from '../template/parameters.ts'
import { processedTemplate } from '../template/processed-template.ts'
import { checkReferences } from '../template/references.ts'
import { checkRules, parametersInRules } from '../template/rules.ts'
import { parseTemplate, section, type Template } from '../template/template.ts'
import { defaultParameters, expandedTemplate, needsExpansion, parameterScope } from './expanded-template.ts'
import { storedText } from './stored-text.ts'

export interface TemplateInput {
  TemplateBody?: string
  TemplateURL?: string
}

export interface StackInput extends TemplateInput {
  StackName: string
  UsePreviousTemplate?: boolean
  Parameters?: GivenParameter[]
  Capabilities?: string[]
  RoleARN?: string
  NotificationARNs?: string[]
  Tags?: StackTag[]
  ClientRequestToken?: string
}

const longestBody = 51_200

/** The text of the template that a request has. @throws ApiError ValidationError */
export async function templateText(
  deps: CloudFormationDependencies,
  input: TemplateInput,
  context: OperationContext,
): Promise<string | undefined> {
  const { TemplateBody, TemplateURL } = input
  if (TemplateBody !== undefined && TemplateURL !== undefined) throw noTemplate()
  if (TemplateBody !== undefined && Buffer.byteLength(TemplateBody) > longestBody) {
    const problem = `Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${longestBody}`
    throw validationError(`1 validation error detected: ${problem}`)
  }
  return TemplateURL === undefined ? TemplateBody : storedText(deps, objectOf(TemplateURL), context, validationError)
}

/** The bucket is a part of the host, or the beginning of the path. */
function objectOf(address: string): { Bucket: string; Key: string } {
  if (!URL.canParse(address)) throw validationError('TemplateURL must be a supported URL.')
  const { hostname, pathname } = new URL(address)
  const path = decoded(pathname).slice(1)
  const [, hosted] = /^(.+?)\.s3[.-]/.exec(hostname) ?? /^(.+)\.localhost$/.exec(hostname) ?? []
  if (hosted !== undefined && hosted !== 's3') return { Bucket: hosted, Key: path }
  const at = path.indexOf('/')
  if (at < 1) throw validationError('TemplateURL must be a supported URL.')
  return { Bucket: path.slice(0, at), Key: path.slice(at + 1) }
}

/** What a request wants a stack to be. @throws ApiError ValidationError, InsufficientCapabilitiesException */
export async function wantedStack(
  deps: CloudFormationDependencies,
  input: StackInput,
  { before, mayExpand, context }: { before?: Deployed | undefined; mayExpand: boolean; context: OperationContext },
): Promise<Deployed> {
  const given = await templateText(deps, input, context)
  const templateBody = given ?? (input.UsePreviousTemplate ? before?.templateBody : undefined)
  if (templateBody === undefined) throw noTemplate()
  const document = parseTemplate(templateBody)
  const valuesOf = (template: Pick<Template, 'parameters'>) => parameterValues(template, input.Parameters, before?.parameters)
  const isExpanded = needsExpansion(document)
  // Loops and addresses may be made of parameters.
  const early = isExpanded ? valuesOf({ parameters: section(document, 'Parameters') as Record<string, JsonObject> }) : undefined
  const expandedBody = early && (await expandedTemplate(deps, document, early, context))
  const template = checkedTemplate(expandedBody ?? templateBody)
  checkCapabilities(template, input.Capabilities ?? [], mayExpand || (!isExpanded && template.transforms.length === 0))
  const parameters = early ?? valuesOf(template)
  await holdToRules(deps, template, { document, parameters, context })
  const tags = (input.Tags ?? before?.tags ?? []).map(({ Key, Value }) => ({ Key, Value }))
  return { templateBody, ...(expandedBody !== undefined && { expandedBody }), parameters, tags }
}

/** The template of a request with all that its transforms put in, as far as that can be told without values of its parameters. */
export async function shownTemplate(deps: CloudFormationDependencies, text: string, context: OperationContext): Promise<string> {
  const document = parseTemplate(text)
  return needsExpansion(document) ? expandedTemplate(deps, document, defaultParameters(document), context) : text
}

/** What rules ask for may stand in Parameter Store. */
async function holdToRules(
  deps: CloudFormationDependencies,
  template: Template,
  { document, parameters, context }: { document: JsonObject; parameters: Record<string, string>; context: OperationContext },
): Promise<void> {
  const asked = parametersInRules(template)
  if (asked.size === 0) return checkRules(template, parameterScope(document, parameters, context))
  const call = stackCalls(deps, context)
  const values = { ...parameters }
  for (const name of asked) {
    if (!Object.hasOwn(values, name) || !isStoredParameter(template.parameters[name]?.['Type'])) continue
    const { Parameter } = await call('ssm', 'GetParameter', { Name: values[name] }).catch(() => {
      throw validationError(`Unable to fetch parameters [${values[name]}] from parameter store for this account.`)
    })
    values[name] = String(Parameter.Value)
  }
  checkRules(template, parameterScope(document, values, context))
}

/** A template whose types and references are known. @throws ApiError ValidationError */
export function checkedTemplate(body: string): Template {
  const template = processedTemplate(body)
  const strange = template.transforms.filter(name => name !== 'AWS::Serverless-2016-10-31' && name !== 'AWS::LanguageExtensions')
  if (strange.length > 0) throw validationError(`No transform named ${strange[0]} found.`)
  const unknown = [...new Set(Object.values(template.resources).map(({ type }) => type))].filter(type => resourceTypeOf(type) === undefined)
  if (unknown.length > 0) throw validationError(`Template format error: Unrecognized resource types: [${unknown.join(', ')}]`)
  checkReferences(template)
  return template
}

const named: Record<string, string> = {
  ...{ 'AWS::IAM::Role': 'RoleName', 'AWS::IAM::ManagedPolicy': 'ManagedPolicyName', 'AWS::IAM::User': 'UserName' },
  ...{ 'AWS::IAM::Group': 'GroupName', 'AWS::IAM::InstanceProfile': 'InstanceProfileName' },
}

/** The capabilities that a template wants to be acknowledged, and why. */
export function capabilitiesOf({ resources }: Template): { capabilities: string[]; reason?: string } {
  const held = Object.values(resources).filter(({ type }) => type.startsWith('AWS::IAM::'))
  if (held.length === 0) return { capabilities: [] }
  const isNamed = held.some(({ type, properties }) => properties[named[type] ?? ''] !== undefined)
  const types = [...new Set(held.map(({ type }) => type))].join(', ')
  return {
    capabilities: [isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'],
    reason: `The following resource(s) require capabilities: [${types}]`,
  }
}

function checkCapabilities(template: Template, given: readonly string[], mayExpand: boolean): void {
  if (!mayExpand && !given.includes('CAPABILITY_AUTO_EXPAND')) {
    throw insufficientCapabilities('Requires capabilities : [CAPABILITY_AUTO_EXPAND]')
  }
  const lacking = capabilitiesOf(template).capabilities.filter(
    name => !given.includes(name) && !(name === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  )
  if (lacking.length > 0) throw insufficientCapabilities(`Requires capabilities : [${lacking.join(', ')}]`)
}

/** @throws ApiError ValidationError */
export function checkStackName(name: string): void {
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
    const problem = `Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`
    throw validationError(`1 validation error detected: ${problem}`)
  }
}

/** What a request says of a stack besides what it is made of. */
export function stackSettings(input: Omit<StackInput, 'StackName'>, context: OperationContext): Partial<StackRecord> {
  const { Capabilities, RoleARN, NotificationARNs, ClientRequestToken } = input
  const { accountId, accessKeyId, arn, userId } = context.caller
  return {
    caller: { accountId, accessKeyId, arn, userId },
    ...(Capabilities !== undefined && { capabilities: Capabilities }),
    ...(RoleARN !== undefined && { roleArn: RoleARN }),
    ...(NotificationARNs !== undefined && { notificationArns: NotificationARNs }),
    ...(ClientRequestToken !== undefined && { token: ClientRequestToken }),
  }
}

/** The parameters of a template as it declares them. */
export function declaredParameters(template: Template): object[] {
  return Object.entries(template.parameters).map(([ParameterKey, { Default, Type = 'String', NoEcho, Description, AllowedValues }]) => ({
    ...{ ParameterKey, ParameterType: String(Type), NoEcho: NoEcho === true || NoEcho === 'true' },
    ...(Default !== undefined && { DefaultValue: String(Default) }),
    ...(Description !== undefined && { Description: String(Description) }),
    ...(Array.isArray(AllowedValues) && { ParameterConstraints: { AllowedValues: AllowedValues.map(String) } }),
  }))
}
