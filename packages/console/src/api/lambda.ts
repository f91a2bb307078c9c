import type { FunctionConfiguration, GetFunctionResponse, ListFunctionsResponse } from '@aws-sdk/client-lambda'
import { errorOf } from './aws-json.ts'
import { allPages, pageAddress } from './aws-pages.ts'
import { restCall, restJson } from './rest-call.ts'

export type { FunctionConfiguration }

const call = restCall('lambda')
const ask = restJson('lambda')

export const listFunctions = () =>
  allPages(async marker => {
    const answer = await call('GET', pageAddress('/2015-03-31/functions/', 'Marker', marker))
    const page = (await answer.json()) as ListFunctionsResponse
    return [page.Functions, page.NextMarker]
  })

export async function getFunction(name: string): Promise<GetFunctionResponse> {
  return (await (await call('GET', `/2015-03-31/functions/${encodeURIComponent(name)}`)).json()) as GetFunctionResponse
}

export interface Invocation {
  /** JSON text, or what the function answered instead. */
  payload: string
  /** `Handled` or `Unhandled` when the function failed. */
  functionError: string | undefined
  /** Last 4 kB of the invocation's log. */
  log: string
  durationMs: number
}

export async function invokeFunction(name: string, payload: string): Promise<Invocation> {
  const started = performance.now()
  const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`
  const answer = await call('POST', path, payload, { 'content-type': 'application/json', 'x-amz-log-type': 'Tail' })
  const log = answer.headers.get('x-amz-log-result')
  return {
    payload: await answer.text(),
    functionError: answer.headers.get('x-amz-function-error') ?? undefined,
    log: log ? new TextDecoder().decode(Uint8Array.from(atob(log), letter => letter.charCodeAt(0))) : '',
    durationMs: performance.now() - started,
  }
}

const PREFIX = '/2015-03-31/functions'

const at = (name: string, rest = '', prefix = PREFIX) => `${prefix}/${encodeURIComponent(name)}${rest}`

/** The function's archive, from the address that GetFunction tells. */
export async function functionCode(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const { pathname, search } = new URL((await getFunction(name)).Code?.Location ?? '', location.origin)
  const answer = await fetch(`${pathname}${search}`)
  if (!answer.ok) throw errorOf(answer, await answer.text())
  return new Uint8Array(await answer.arrayBuffer())
}

export async function updateCode(name: string, archive: Uint8Array): Promise<FunctionConfiguration> {
  let text = ''
  for (let from = 0; from < archive.length; from += 8_192) text += String.fromCharCode(...archive.subarray(from, from + 8_192))
  return ask('PUT', at(name, '/code'), { ZipFile: btoa(text) })
}

export interface FunctionSettings {
  Handler: string
  MemorySize: number
  Timeout: number
  Environment: { Variables: Record<string, string> }
}

export const updateConfiguration = (name: string, settings: FunctionSettings) =>
  ask<FunctionConfiguration>('PUT', at(name, '/configuration'), settings)

/** How many of it may run at a time; undefined without a limit of its own. */
export async function reservedConcurrency(name: string): Promise<number | undefined> {
  const path = at(name, '/concurrency', '/2019-09-30/functions')
  return (await ask<{ ReservedConcurrentExecutions?: number }>('GET', path)).ReservedConcurrentExecutions
}

export async function reserveConcurrency(name: string, limit: number | undefined): Promise<void> {
  const path = at(name, '/concurrency', '/2017-10-31/functions')
  if (limit === undefined) await call('DELETE', path)
  else await ask('PUT', path, { ReservedConcurrentExecutions: limit })
}

export async function functionVersions(name: string): Promise<FunctionConfiguration[]> {
  return (await ask<{ Versions?: FunctionConfiguration[] }>('GET', at(name, '/versions?MaxItems=50'))).Versions ?? []
}

export const publishFunction = (name: string, Description: string) => ask('POST', at(name, '/versions'), { Description })

export interface FunctionAlias {
  Name: string
  FunctionVersion: string
}

export async function functionAliases(name: string): Promise<FunctionAlias[]> {
  return (await ask<{ Aliases?: FunctionAlias[] }>('GET', at(name, '/aliases?MaxItems=50'))).Aliases ?? []
}

/** Lets an alias lead to a version, one that is new or one that there is. */
export const pointAlias = (name: string, alias: FunctionAlias, isNew: boolean) =>
  isNew
    ? ask('POST', at(name, '/aliases'), alias)
    : ask('PUT', at(name, `/aliases/${encodeURIComponent(alias.Name)}`), { FunctionVersion: alias.FunctionVersion })

export const deleteAlias = (name: string, alias: string) => call('DELETE', at(name, `/aliases/${encodeURIComponent(alias)}`))
