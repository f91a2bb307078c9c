import { join } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import { ForeignAnswer } from '../project/foreign-answer.ts'
import { type RootKey, readRootKey } from '../server/door/root-key.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

export const DEFAULT_PORT = 8083
export const DEFAULT_REGION = 'us-east-1'
export const DEFAULT_ACCOUNT = '123456789012'

/** `--endpoint`: where the server is, by the same variable that SDKs and Terraform read. */
export function endpointOption(): Option {
  return new Option('--endpoint <url>', 'where Pasos answers')
    .env('AWS_ENDPOINT_URL')
    .argParser(endpointAddress)
    .default(`http://127.0.0.1:${DEFAULT_PORT}`)
}

export function endpointAddress(text: string): string {
  const parsed = URL.parse(text)
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw new InvalidArgumentError('an http or https address such as http://127.0.0.1:8083')
  return text
}

/** The keys of the command's calls: those of the environment, or else the root's key of the data folder here, where it has one. */
export function callerKeys(): RootKey {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey }
  return readRootKey(join('.', '.pasos')) ?? { accessKeyId: 'test', secretAccessKey: 'test' }
}

/** The region of the command's calls: the environment's, by either of its names, or else that of Pasos' own resources. */
export function callerRegion(): string {
  return process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || DEFAULT_REGION
}

/** What every SDK client of the command is made with. */
export function clientOptions(endpoint: string) {
  return {
    endpoint,
    region: callerRegion(),
    credentials: callerKeys(),
    // `localhost` has no name `sync-localhost`.
    disableHostPrefix: true,
    maxAttempts: 2,
  }
}

/** Runs calls against the server; one that does not answer, or is another kind of server, becomes one clear line. */
export async function withServer<T>(endpoint: string, calls: () => Promise<T>): Promise<T> {
  try {
    return await calls()
  } catch (error) {
    if (isForeign(error)) throw new CommandError(message('notPasos', { endpoint }), EXIT.unreachable)
    if (isUnreachable(error)) throw new CommandError(message('unreachable', { endpoint }), EXIT.unreachable)
    throw error
  }
}

/** The SDK's clients tell an answer that is a page, or any other text, as one that they cannot read. */
function isForeign(error: unknown): boolean {
  if (error instanceof ForeignAnswer) return true
  return error instanceof Error && error.name === 'SyntaxError' && /Deserialization error/.test(error.message)
}

const UNREACHABLE = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'],
])

function isUnreachable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // fetch calls no port that is known for something else, as 9 is.
    if (UNREACHABLE.has((cause as NodeJS.ErrnoException).code ?? '') || cause.message === 'bad port') return true
    if (cause instanceof AggregateError && cause.errors.some(isUnreachable)) return true
  }
  return false
}
