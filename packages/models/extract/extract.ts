/**
 * Writes `../data` anew from the service models that AWS publishes with botocore (Apache-2.0):
 * `node packages/models/extract/extract.ts <site-packages>/botocore/data`.
 * What is served here is kept as text, so that an upgrade reads as a diff; all other services are packed.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, zstdCompressSync } from 'node:zlib'
import type { ServiceHead, ServiceModel } from '../src/service-model.ts'
import { readSource, sourceFolders } from './botocore.ts'
import { extractModel } from './extract-model.ts'

/** Kept as text. EC2 is served as far as one instance goes, and too large (3 MB) to be anything but packed. */
const served = new Set([
  ...[
    'apigateway',
    'apigatewayv2',
    'cloudwatch',
    'cloudwatchlogs',
    'dynamodb',
    'dynamodbstreams',
    'eventbridge',
    'iam',
    'kms',
    'lambda',
    's3',
    'scheduler',
  ],
  ...['secretsmanager', 'sfn', 'sns', 'sqs', 'ssm', 'sts'],
])

/** A second copy of Pinpoint's voice API under another folder's name. */
const doubles = new Set(['sms-voice'])

const data = new URL('../data/', import.meta.url)

/** One operation or shape to a line. */
function modelText({ operations, shapes, ...head }: ServiceModel): string {
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  return `{\n${[...lines, section('operations', operations), section('shapes', shapes)].join(',\n')}\n}\n`
}

function section(name: string, entries: object): string {
  const lines = Object.entries(entries).map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  return `  ${JSON.stringify(name)}: {\n${lines.join(',\n')}\n  }`
}

function packed(model: ServiceModel): Buffer {
  return zstdCompressSync(JSON.stringify(model), { params: { [constants.ZSTD_c_compressionLevel]: 19 } })
}

/** One entry to a line. */
function tableText(entries: Record<string, unknown>): string {
  const lines = Object.entries(entries)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  return `{\n${lines.join(',\n')}\n}\n`
}

function headOf({ operations: _operations, shapes: _shapes, ...head }: ServiceModel): ServiceHead {
  return head
}

/** The names of what a state can call: no operation with a stream of events. */
function actionsOf({ operations }: ServiceModel): string {
  const callable = Object.entries(operations).filter(([, operation]) => !operation.eventStream)
  return callable.map(([name]) => name.charAt(0).toLowerCase() + name.slice(1)).join(' ')
}

const [source] = process.argv.slice(2)
if (source === undefined) throw new Error('Say where the data folder of botocore is')
rmSync(data, { recursive: true, force: true })
mkdirSync(new URL('packed/', data), { recursive: true })
const heads: Record<string, ServiceHead> = {}
const actions: Record<string, string> = {}
for (const folder of sourceFolders(source).filter(name => !doubles.has(name))) {
  const model = extractModel(readSource(join(source, folder)))
  if (heads[model.name] !== undefined) throw new Error(`two services are called ${model.name}`)
  heads[model.name] = headOf(model)
  actions[model.name] = actionsOf(model)
  if (served.has(model.name)) writeFileSync(new URL(`${model.name}.json`, data), modelText(model))
  else writeFileSync(new URL(`packed/${model.name}.json.zst`, data), packed(model))
}
writeFileSync(new URL('services.json', data), tableText(heads))
writeFileSync(new URL('actions.json', data), tableText(actions))
