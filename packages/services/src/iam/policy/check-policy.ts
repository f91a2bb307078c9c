import { ApiError } from '@pasos/wire'
import { parseOperator } from './condition.ts'
import { listOf, type PolicyDocument, type PolicyStatement } from './policy-document.ts'

/** Refuses a managed policy's document as IAM does: code MalformedPolicyDocument, one message for the first thing that is wrong. */
export function checkManagedPolicy(text: string): PolicyDocument {
  return check(text, 'managed')
}

/** The same for an inline or a session policy, which may also be of the older version. */
export function checkInlinePolicy(text: string): PolicyDocument {
  return check(text, 'inline')
}

/** The same for a role's trust policy. */
export function checkTrustPolicy(text: string): PolicyDocument {
  return check(text, 'trust')
}

/** What is wrong with a resource's own policy (a queue's, a topic's); services refuse such in words of their own. Nothing when it is right. */
export function resourcePolicyProblem(text: string): string | undefined {
  try {
    check(text, 'resource')
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return error.message
    throw error
  }
}

type Kind = 'managed' | 'inline' | 'trust' | 'resource'

function malformed(message: string): ApiError {
  return new ApiError('MalformedPolicyDocumentException', message)
}

function check(text: string, kind: Kind): PolicyDocument {
  const document = parse(text, kind)
  const version = document.Version
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') throw syntaxErrors()
  checkMembers(document, new Set(['Version', 'Id', 'Statement']))
  const statements = listOf(document.Statement)
  if (statements.length === 0) throw syntaxErrors()
  for (const statement of statements) checkSyntax(statement, kind)
  if (kind === 'managed' && version !== '2012-10-17') throw malformed('Policy document must be version 2012-10-17 or greater.')
  for (const statement of statements) checkStatement(statement, kind)
  checkSids(statements)
  return document
}

const maxDepth = 32

function parse(text: string, kind: Kind): PolicyDocument {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw kind === 'trust' ? malformed('This policy contains invalid Json') : syntaxErrors()
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depthOf(value) > maxDepth) throw syntaxErrors()
  return value as PolicyDocument
}

function depthOf(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return depth
  return Math.max(depth, ...Object.values(value).map(item => depthOf(item, depth + 1)))
}

function syntaxErrors(): ApiError {
  return malformed('Syntax errors in policy.')
}

function checkMembers(value: object, known: ReadonlySet<string>) {
  if (Object.keys(value).some(name => !known.has(name))) throw syntaxErrors()
}

const statementMembers = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

/** Types only: everything is what the evaluator takes it for afterwards. */
function checkSyntax(statement: PolicyStatement, kind: Kind) {
  if (typeof statement !== 'object' || statement === null || Array.isArray(statement)) throw syntaxErrors()
  checkMembers(statement, statementMembers)
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw syntaxErrors()
  // Statements of queues and topics are called anything.
  const sids = kind === 'resource' ? /^/ : /^[A-Za-z0-9]*$/
  if (statement.Sid !== undefined && (typeof statement.Sid !== 'string' || !sids.test(statement.Sid))) throw syntaxErrors()
  for (const member of ['Action', 'NotAction', 'Resource', 'NotResource'] as const) {
    if (!listOf<unknown>(statement[member]).every(item => typeof item === 'string')) throw syntaxErrors()
  }
  if (statement.Action !== undefined && statement.NotAction !== undefined) throw syntaxErrors()
  if (statement.Resource !== undefined && statement.NotResource !== undefined) throw syntaxErrors()
  if (statement.Principal !== undefined && statement.NotPrincipal !== undefined) throw syntaxErrors()
  checkConditions(statement.Condition)
}

function checkConditions(conditions: unknown) {
  if (conditions === undefined) return
  if (!isRecord(conditions)) throw syntaxErrors()
  for (const [operator, keys] of Object.entries(conditions)) {
    if (parseOperator(operator) === undefined || !isRecord(keys)) throw syntaxErrors()
    for (const values of Object.values(keys)) {
      if (!listOf<unknown>(values).every(value => ['string', 'number', 'boolean'].includes(typeof value))) throw syntaxErrors()
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function checkStatement(statement: PolicyStatement, kind: Kind) {
  const actions = listOf(statement.Action ?? statement.NotAction)
  if (actions.length === 0) throw malformed(kind === 'trust' ? 'Missing required field Action' : 'Policy statement must contain actions.')
  for (const action of actions) checkAction(action)
  if (kind === 'trust') checkTrustStatement(statement, actions)
  else if (kind === 'resource') checkPrincipalOf(statement)
  else checkIdentityStatement(statement)
}

function checkAction(action: string) {
  if (action === '*') return
  const colons = action.split(':').length - 1
  if (colons === 0) throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.')
  if (colons > 1) throw malformed('Actions/Condition can contain only one colon.')
  const vendor = action.slice(0, action.indexOf(':'))
  if (!/^[A-Za-z0-9*?-]+$/.test(vendor)) throw malformed(`Vendor ${vendor} is not valid`)
}

function checkIdentityStatement(statement: PolicyStatement) {
  if (statement.Principal !== undefined || statement.NotPrincipal !== undefined)
    throw malformed('Policy document should not specify a principal.')
  const resources = listOf(statement.Resource ?? statement.NotResource)
  if (resources.length === 0) throw malformed('Policy statement must contain resources.')
  for (const resource of resources) checkResource(resource)
}

function checkResource(resource: string) {
  if (resource === '*') return
  if (!resource.startsWith('arn:') && !resource.startsWith('*')) throw malformed(`Resource ${resource} must be in ARN format or "*".`)
  const [, partition = '', service = '', region = '', , ...rest] = resource.split(':')
  if (resource.startsWith('arn:') && !/^(aws[a-z-]*|\*)$/.test(partition)) {
    throw malformed(`Partition "${partition}" is not valid for resource "${resource}".`)
  }
  if (resource.startsWith('arn:') && rest.length === 0 && !resource.includes('*')) throw malformed('The policy failed legacy parsing')
  if (service === 'iam' && region !== '' && region !== '*') throw malformed(`IAM resource ${resource} cannot contain region information.`)
}

function checkTrustStatement(statement: PolicyStatement, actions: readonly string[]) {
  if (statement.Resource !== undefined || statement.NotResource !== undefined) throw malformed('Has prohibited field Resource')
  if (actions.some(action => !/^(sts:.*|\*)$/i.test(action))) throw malformed('AssumeRole policy may only specify STS AssumeRole actions.')
  checkPrincipalOf(statement)
}

function checkPrincipalOf(statement: PolicyStatement) {
  const principal = statement.Principal ?? statement.NotPrincipal
  if (principal === undefined) throw malformed('Missing required field Principal')
  if (principal !== '*') checkPrincipal(principal)
}

const principalKinds = ['AWS', 'Service', 'Federated', 'CanonicalUser']

function checkPrincipal(principal: unknown) {
  if (!isRecord(principal) || Object.keys(principal).length === 0)
    throw malformed(`Invalid principal in policy: ${JSON.stringify(principal)}`)
  for (const [kind, names] of Object.entries(principal)) {
    if (!principalKinds.includes(kind)) throw syntaxErrors()
    for (const name of listOf<unknown>(names)) {
      if (typeof name !== 'string') throw syntaxErrors()
      const valid =
        kind === 'AWS' ? /^(\*|\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:.+|A[A-Z0-9]{15,})$/ : kind === 'Service' ? /^[\w.*-]+$/ : /./
      if (!valid.test(name)) throw malformed(`Invalid principal in policy: "${kind}":"${name}"`)
    }
  }
}

function checkSids(statements: readonly PolicyStatement[]) {
  const seen = new Set<string>()
  for (const { Sid } of statements) {
    if (Sid === undefined || Sid === '') continue
    if (seen.has(Sid)) throw malformed('Statement IDs (SID) in a single policy must be unique.')
    seen.add(Sid)
  }
}
