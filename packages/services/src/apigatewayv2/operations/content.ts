import type { OperationContext } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../../apigateway/dependencies.ts'
import { badRequest } from '../../apigateway/errors.ts'
import { sortedPage } from '../../apigateway/operations/rest-apis.ts'
import { newId } from '../../apigateway/records/api-record.ts'
import { changeHttpApi, type HttpApiContent, type HttpApiRecord } from '../records/http-api-record.ts'

export interface OfHttpApi {
  ApiId: string
}

export interface Listed {
  MaxResults?: string
  NextToken?: string
}

/** Changes routes or integrations, and thereby what stages show that deploy by themselves. */
export function changeContent<Result>(
  { catalog, clock, ids }: ApiGatewayDependencies,
  context: OperationContext,
  apiId: string,
  change: (content: HttpApiContent) => { next: HttpApiContent; result: Result },
): Promise<Result> {
  return changeHttpApi(catalog, context, apiId, api => {
    const { next: content, result } = change(api.content)
    return { next: deployed({ ...api, content }, newId(ids, 6), clock.now()), result }
  })
}

/** The API with a new deployment in the stages that deploy by themselves. */
export function deployed(api: HttpApiRecord, id: string, now: number): HttpApiRecord {
  const stages = Object.fromEntries(
    Object.entries(api.stages).map(([name, stage]) => [name, stage.autoDeploy ? { ...stage, deployment: { id, created: now } } : stage]),
  )
  return { ...api, stages }
}

/** One page of a list. @throws ApiError BadRequestException */
export function itemsOf<T>(entries: readonly T[], keyOf: (entry: T) => string, input: Listed, answer: (entry: T) => object): object {
  const limit = input.MaxResults === undefined ? 100 : Number(input.MaxResults)
  if (!Number.isInteger(limit) || limit < 1) throw badRequest('Invalid maxResults parameter')
  const page = sortedPage(entries, keyOf, { limit, token: input.NextToken })
  if (!page) throw badRequest('Invalid nextToken parameter')
  return { Items: page.items.map(answer), ...(page.nextToken !== undefined && { NextToken: page.nextToken }) }
}

/** A map after a change of it: an empty value takes an entry away. */
export function entriesAfter(before: Record<string, string> | undefined, change: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== ''))
}

/** The members that are there. */
export function present<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>
  }
}
