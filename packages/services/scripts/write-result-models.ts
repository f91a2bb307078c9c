/**
 * Writes `../src/states/result-models/<service>.json` from the service models that AWS publishes with botocore (Apache-2.0):
 * `node packages/services/scripts/write-result-models.ts <site-packages>/botocore/data`. Only what results are made of is kept. The npm
 * clients' schemas will not do: they have neither enums nor ranges.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { ResultModel, ResultShape } from '@pasos/asl'

interface SourceShape {
  type: string
  members?: Record<string, { shape: string; eventstream?: boolean }>
  required?: string[]
  member?: { shape: string }
  value?: { shape: string }
  enum?: string[]
  min?: number
  max?: number
  document?: boolean
  eventstream?: boolean
}

interface SourceModel {
  metadata: { serviceId: string }
  operations: Record<string, { output?: { shape: string } }>
  shapes: Record<string, SourceShape>
}

/** The services whose results are checked, by their folder in botocore. */
const services = [
  ...['acm', 'apigateway', 'athena', 'batch', 'bedrock', 'bedrock-agent-runtime', 'bedrock-runtime', 'cloudformation', 'cloudfront'],
  ...['cloudwatch', 'codebuild', 'codepipeline', 'cognito-idp', 'comprehend', 'databrew', 'dynamodb', 'ecr', 'ecs', 'eks', 'elasticache'],
  ...['emr', 'emr-containers', 'emr-serverless', 'events', 'firehose', 'glue', 'iam', 'iot', 'iot-data', 'kinesis', 'kms', 'lambda'],
  ...['logs', 'mediaconvert', 'organizations', 'pipes', 'polly', 'rds', 'rds-data', 'redshift-data', 'rekognition', 'route53', 's3'],
  ...['sagemaker', 'sagemaker-runtime', 'scheduler', 'secretsmanager', 'servicediscovery', 'ses', 'sesv2', 'sns', 'sqs', 'ssm'],
  ...['stepfunctions', 'sts', 'textract', 'transcribe', 'translate', 'xray'],
]

/**
 * AWS: where TestState was seen to judge by another copy of a model. Its Lambda is from before functions on Managed Instances, which
 * may have more memory.
 */
const amendments: Record<string, Record<string, Partial<SourceShape>>> = { lambda: { MemorySize: { max: 10_240 } } }

const numbers = new Set(['integer', 'long', 'float', 'double', 'bigdecimal', 'biginteger'])
const simple = new Set(['string', 'boolean', 'blob', 'timestamp'])

function extract(source: SourceModel, amended: Record<string, Partial<SourceShape>>): ResultModel {
  const shapes: Record<string, ResultShape> = {}
  const target = (name: string): string => {
    const shape = { ...source.shapes[name]!, ...amended[name] }
    const plain = plainTarget(shape)
    if (plain !== undefined) return plain
    if (Object.hasOwn(shapes, name)) return name
    // Entered before its members, since shapes may contain themselves.
    shapes[name] = { kind: 'any' }
    shapes[name] = resultShape(shape, target)
    return name
  }
  const operations: Record<string, string> = {}
  for (const [name, { output }] of Object.entries(source.operations)) if (output) operations[name] = target(output.shape)
  return { operations, shapes }
}

/** A built-in target for a shape that demands nothing but its type. */
function plainTarget(shape: SourceShape): string | undefined {
  if (shape.document || shape.eventstream) return ':any'
  if (shape.enum !== undefined || ((shape.min !== undefined || shape.max !== undefined) && shape.type !== 'blob')) {
    return shape.type === 'list' || shape.type === 'map' || shape.type === 'structure' ? undefined : simpleWithLimits(shape)
  }
  if (numbers.has(shape.type)) return ':number'
  return simple.has(shape.type) ? `:${shape.type}` : shape.type === 'character' ? ':string' : undefined
}

/** Only texts and numbers keep their limits. */
function simpleWithLimits(shape: SourceShape): string | undefined {
  return shape.type === 'string' || numbers.has(shape.type) ? undefined : `:${shape.type}`
}

function resultShape(shape: SourceShape, target: (name: string) => string): ResultShape {
  switch (shape.type) {
    case 'structure': {
      const members = Object.entries(shape.members ?? {}).map(([name, member]) => [upperFirst(name), target(member.shape)])
      const required = (shape.required ?? []).map(upperFirst)
      return { kind: 'structure', members: Object.fromEntries(members), ...(required.length > 0 && { required }) }
    }
    case 'list':
      return { kind: 'list', member: target(shape.member!.shape) }
    case 'map':
      return { kind: 'map', value: target(shape.value!.shape) }
    case 'string':
      return shape.enum ? { kind: 'string', values: shape.enum } : { kind: 'string', ...limits(shape) }
    default:
      return { kind: 'number', ...limits(shape) }
  }
}

function limits({ min, max }: SourceShape): { min?: number; max?: number } {
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
}

/** Step Functions shows every member with a capital letter, whatever the API calls it. */
function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function readSource(folder: string): SourceModel {
  const version = readdirSync(folder).toSorted().at(-1)!
  const plain = join(folder, version, 'service-2.json')
  const text = existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(`${plain}.gz`))
  return JSON.parse(text.toString('utf8'))
}

/** One operation or shape to a line, so that an upgrade reads well as a diff. */
function modelText({ operations, shapes }: ResultModel): string {
  const section = (entries: object): string =>
    Object.entries(entries)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(',\n')
  return `{\n  "operations": {\n${section(operations)}\n  },\n  "shapes": {\n${section(shapes)}\n  }\n}\n`
}

const [data] = process.argv.slice(2)
if (data === undefined) throw new Error('Say where the data folder of botocore is')
for (const folder of services) {
  const source = readSource(join(data, folder))
  // The name a Resource has for it, e.g. `aws-sdk:cloudwatchlogs`.
  const name = source.metadata.serviceId.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase()
  const text = modelText(extract(source, amendments[folder] ?? {}))
  writeFileSync(new URL(`../src/states/result-models/${name}.json`, import.meta.url), text)
}
