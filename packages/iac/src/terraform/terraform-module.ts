import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Json, JsonObject } from '@pasos/asl'
import { evaluate, type Lookup } from './evaluate.ts'
import type { HclBlock, HclBody, HclExpression } from './hcl-syntax.ts'
import { parseHcl } from './parse-hcl.ts'

/** A file of a module, with its text: findings are told as places in it. */
export interface TerraformFile {
  path: string
  text: string
}

/** One resource or data source; with `for_each` there is one for each key. */
export interface TerraformResource {
  file: TerraformFile
  type: string
  name: string
  key?: string
  body: HclBody
  lookup: Lookup
}

/** A folder of `.tf` files, which Terraform reads as one. */
export interface TerraformModule {
  folder: string
  resources: TerraformResource[]
  locals: ReadonlyMap<string, TerraformLocal>
}

/** A value of a `locals` block, and the file it is written in. */
export interface TerraformLocal {
  file: TerraformFile
  expression: HclExpression
}

const ACCOUNT = '123456789012'
const REGION = 'us-east-1'

/** Throws `HclSyntaxError` by way of `onError`, with the file it is in. */
export function readModule(folder: string, onError: (file: TerraformFile, error: unknown) => never): TerraformModule {
  const names = readdirSync(folder).filter(name => name.endsWith('.tf'))
  const files = names.sort().map(name => {
    const file = { path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }
    return { file, body: parsed(file, onError) }
  })
  const blocks = files.flatMap(({ file, body }) => body.blocks.map(block => ({ file, block })))
  const locals = blocks.flatMap(({ file, block }) =>
    block.type === 'locals' ? [...block.body.attributes].map(([name, expression]) => [name, { file, expression }] as const) : [],
  )
  const module: TerraformModule = { folder, resources: [], locals: new Map(locals) }
  const values = new ModuleValues(
    module,
    blocks.map(({ block }) => block),
  )
  for (const { file, block } of blocks) {
    const [type, name] = block.labels
    if ((block.type === 'resource' || block.type === 'data') && type !== undefined && name !== undefined) {
      module.resources.push(...instances({ file, type, name, body: block.body, lookup: values.lookup }))
    }
  }
  return module
}

function parsed(file: TerraformFile, onError: (file: TerraformFile, error: unknown) => never): HclBody {
  try {
    return parseHcl(file.text)
  } catch (error) {
    return onError(file, error)
  }
}

function instances(resource: TerraformResource): TerraformResource[] {
  const each = resource.body.attributes.get('for_each')
  const value = each && evaluate(each, resource.lookup)
  if (value === undefined || value === null || typeof value !== 'object') return [resource]
  const entries = Array.isArray(value) ? value.map(item => [String(item), item] as const) : Object.entries(value)
  return entries.map(([key, item]) => {
    const lookup: Lookup = (root, steps) => (root === 'each' ? follow({ key, value: item }, steps) : resource.lookup(root, steps))
    return { ...resource, key, lookup }
  })
}

/** The text of an attribute, if the files tell it. */
export function attributeText({ body, lookup }: Pick<TerraformResource, 'body' | 'lookup'>, name: string): string | undefined {
  const value = attributeValue({ body, lookup }, name)
  return typeof value === 'string' ? value : undefined
}

/** Whatever an attribute is, as far as the module tells. */
export function attributeValue({ body, lookup }: Pick<TerraformResource, 'body' | 'lookup'>, name: string): Json | undefined {
  const expression = body.attributes.get(name)
  return expression && evaluate(expression, lookup)
}

/** A path as Terraform resolves it: from the folder it runs in, which is the module's. */
export function resolvePath(module: TerraformModule, path: string): string {
  return resolve(module.folder, path)
}

/** The ARN a function will have, apart from account and region. */
export function functionArn(functionName: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${functionName}`
}

/** What names stand for: locals, defaults of variables, paths, and ARNs of resources. */
class ModuleValues {
  private readonly module: TerraformModule
  private readonly defaults = new Map<string, HclExpression>()
  private depth = 0

  constructor(module: TerraformModule, blocks: readonly HclBlock[]) {
    this.module = module
    for (const { type, labels, body } of blocks) {
      const value = body.attributes.get('default')
      if (type === 'variable' && labels[0] !== undefined && value !== undefined) this.defaults.set(labels[0], value)
    }
  }

  readonly lookup: Lookup = (root, steps) => {
    if (root === 'path') return '.'
    if (root === 'local') return this.named(name => this.module.locals.get(name)?.expression, steps)
    if (root === 'var') return this.named(name => this.defaults.get(name), steps)
    return root === 'data' ? undefined : this.attribute(root, steps)
  }

  private named(
    expressionOf: (name: string) => HclExpression | undefined,
    [name, ...rest]: readonly (string | number)[],
  ): Json | undefined {
    const expression = expressionOf(String(name))
    // Locals may not lead back to themselves; a file that has them so is not ours to mend.
    if (expression === undefined || this.depth > 50) return undefined
    this.depth++
    const value = evaluate(expression, this.lookup)
    this.depth--
    return value === undefined ? undefined : follow(value, rest)
  }

  private attribute(type: string, [name, ...rest]: readonly (string | number)[]): Json | undefined {
    const found = this.module.resources.filter(resource => resource.type === type && resource.name === name)
    const keyed = found[0]?.key === undefined ? found[0] : found.find(({ key }) => key === rest[0])
    const last = rest.at(-1)
    if (keyed === undefined || typeof last !== 'string') return undefined
    return attributeOf(keyed, last)
  }
}

function attributeOf(resource: TerraformResource, name: string): Json | undefined {
  const own = resource.body.attributes.get(name)
  if (own !== undefined) return evaluate(own, resource.lookup)
  const label = resource.key ?? resource.name
  if (resource.type === 'aws_lambda_function' || resource.type === 'aws_lambda_alias') {
    const arn = functionArn(attributeText(resource, 'function_name') ?? label)
    return { arn, qualified_arn: `${arn}:1`, id: arn, invoke_arn: arn }[name]
  }
  const kind = attributeText(resource, 'name') ?? label
  const arns: Readonly<Record<string, string>> = {
    aws_sfn_activity: `arn:aws:states:${REGION}:${ACCOUNT}:activity:${kind}`,
    aws_sfn_state_machine: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${kind}`,
    aws_iam_role: `arn:aws:iam::${ACCOUNT}:role/${kind}`,
    aws_sns_topic: `arn:aws:sns:${REGION}:${ACCOUNT}:${kind}`,
  }
  return name === 'arn' || name === 'id' ? arns[resource.type] : undefined
}

function follow(value: Json, steps: readonly (string | number)[]): Json | undefined {
  let found: Json | undefined = value
  for (const step of steps) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined
    found = (found as JsonObject)[step]
  }
  return found
}
