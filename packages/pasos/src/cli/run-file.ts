import { existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { formatFindings } from '@pasos/asl'
import { findTestCase } from '../server/mocks/mock-config.ts'
import { openThrowaway } from '../server/throwaway.ts'
import { DEFAULT_ACCOUNT, DEFAULT_REGION } from './endpoint.ts'
import { CommandError, EXIT } from './exit-codes.ts'
import { terminalLanguage } from './language.ts'
import { message } from './messages.ts'
import { mocksIn } from './mocks-in.ts'
import { readDefinition } from './read-definition.ts'
import { readText } from './read-text.ts'
import { knownApis } from './validate/known-apis.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface RunFileOptions {
  type: 'STANDARD' | 'EXPRESS'
  functions?: string
  mockConfig?: string
  testCase?: string
}

/** Whether `pasos run` is given a definition and not a machine's name: names hold no dots. */
export function isDefinitionFile(name: string): boolean {
  return /\.(json|ya?ml)$/i.test(name)
}

/**
 * Opens a server that holds nothing but the definition of a file, lets `run` use it, and closes it again.
 * @param run gets the server's address and the state machine's ARN, with the test case if there is one
 * @throws CommandError for whatever is wrong with the files
 */
export async function runFile<T>(
  file: string,
  { type, functions, mockConfig, testCase }: RunFileOptions,
  version: string,
  run: (endpoint: string, stateMachineArn: string) => Promise<T>,
): Promise<T> {
  const definition = await readDefinition(file)
  const name =
    basename(file)
      .replace(/(\.asl)?\.(json|ya?ml)$/i, '')
      .replace(/[^\w-]/g, '-') || 'machine'
  const mocksFile = mockConfig ?? (testCase === undefined ? undefined : process.env['SFN_MOCK_CONFIG'])
  if ((mocksFile === undefined) !== (testCase === undefined)) throw new CommandError(message('mocksNeedBoth'), EXIT.usage)
  if (functions !== undefined && !(existsSync(functions) && statSync(functions).isDirectory())) {
    throw new CommandError(message('noFunctionsFolder', { folder: functions }), EXIT.usage)
  }
  const mocks =
    mocksFile !== undefined && testCase !== undefined
      ? mocksIn(mocksFile, config => {
          findTestCase(config, name, testCase)
          return config
        })
      : undefined
  const onFatal = (error: Error) => {
    process.stderr.write(`${message('storeFailed', { reason: error.message })}\n`)
    process.exit(EXIT.failed)
  }
  const place = { accountId: DEFAULT_ACCOUNT, region: DEFAULT_REGION }
  let opening: ReturnType<typeof openThrowaway> | undefined
  const interrupted = () => void opening?.then(opened => opened.close()).finally(() => process.exit(EXIT.interrupted))
  // Before its folder is there, which is long before it is open.
  for (const signal of SIGNALS) process.once(signal, interrupted)
  opening = openThrowaway({ ...place, version, name, definition, type, functions, mocks, onFatal })
  const server = await opening.catch(error => explain(error, file, type))
  try {
    const arn = `arn:aws:states:${DEFAULT_REGION}:${DEFAULT_ACCOUNT}:stateMachine:${name}`
    return await run(server.url, testCase === undefined ? arn : `${arn}#${testCase}`)
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted)
    await server.close()
  }
}

/** What the server refuses of the files is their author's to mend: of a definition, with the lines of the file. */
async function explain(error: unknown, file: string, type: RunFileOptions['type']): Promise<never> {
  const { checkSource } = await import('@pasos/iac')
  const options = { ...knownApis, type, substitutions: true }
  const errors = checkSource(file, readText(file), options, readText).flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === 'ERROR'),
  )
  if (errors.length > 0) {
    throw new CommandError(formatFindings(errors, { file, language: terminalLanguage() }).trimEnd(), EXIT.usage)
  }
  throw new CommandError(error instanceof Error ? error.message : String(error), EXIT.usage)
}
