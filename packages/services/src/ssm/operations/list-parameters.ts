import type { Operation, ssm } from '@pasos/wire'
import { listedPage } from '../../declaration/listed-page.ts'
import type { ParameterDependencies } from '../dependencies.ts'
import { invalidNextToken, validation } from '../errors.ts'
import { metadataAnswer, parameterAnswer, versionMetadata } from '../records/parameter-answer.ts'
import { olderFilter, parameterFilter, underPath } from '../records/parameter-filter.ts'
import { checkPath } from '../records/parameter-name.ts'
import { latestOf, type ParameterRecord, type ParameterVersion, parametersOf, requireParameter } from '../records/parameter-record.ts'
import { readValue } from '../records/parameter-value.ts'

export function describeParameters({
  catalog,
}: ParameterDependencies): Operation<ssm.DescribeParametersRequest, ssm.DescribeParametersResult> {
  return (input, context) => {
    if (input.Filters?.length && input.ParameterFilters?.length)
      throw validation('You can use either Filters or ParameterFilters in a single request.')
    const [matches, older] = [parameterFilter(input.ParameterFilters, 'describe'), olderFilter(input.Filters)]
    // Nobody shares parameters with an account of this server.
    const records = input.Shared ? [] : parametersOf(catalog, context).filter(record => matches(record) && older(record))
    const { items, next } = pageOf(records, ({ name }) => name, input.MaxResults ?? 50, input.NextToken)
    return { Parameters: items.map(metadataAnswer), ...next }
  }
}

/** Ten at most a page; filtered by a label, the version that has it. */
export function getParametersByPath(deps: ParameterDependencies): Operation<ssm.GetParametersByPathRequest, ssm.GetParametersByPathResult> {
  return async (input, context) => {
    const [path, { ParameterFilters: filters = [] }] = [checkPath(input.Path ?? ''), input]
    const matches = parameterFilter(filters, 'by-path')
    const isUnder = underPath(path, input.Recursive ?? false)
    const records = parametersOf(deps.catalog, context).filter(record => isUnder(record) && matches(record))
    const { items, next } = pageOf(records, ({ name }) => name, input.MaxResults ?? 10, input.NextToken)
    const withDecryption = input.WithDecryption
    const answers = items.map(record => parameterAnswer(deps, record, shownVersion(record, filters), { withDecryption }, context))
    return { Parameters: await Promise.all(answers), ...next }
  }
}

function shownVersion(record: ParameterRecord, filters: readonly ssm.ParameterStringFilter[]): ParameterVersion {
  const { Option, Values = [] } = filters.find(({ Key }) => Key === 'Label') ?? {}
  const isAsked = (label: string): boolean => Values.some(value => (Option === 'BeginsWith' ? label.startsWith(value) : label === value))
  return record.versions.findLast(({ labels }) => labels.some(isAsked)) ?? latestOf(record)
}

export function getParameterHistory(deps: ParameterDependencies): Operation<ssm.GetParameterHistoryRequest, ssm.GetParameterHistoryResult> {
  return async ({ Name = '', WithDecryption, MaxResults = 50, NextToken }, context) => {
    const record = requireParameter(deps.catalog, Name, context)
    const { items, next } = pageOf(record.versions, ({ version }) => String(version).padStart(16, '0'), MaxResults, NextToken)
    const Parameters = items.map(async version => ({
      ...versionMetadata(record, version),
      ...{ Value: await readValue(deps, record, version, WithDecryption, context), Labels: version.labels },
    }))
    return { Parameters: await Promise.all(Parameters), ...next }
  }
}

/** @throws ApiError InvalidNextToken */
function pageOf<T>(entries: readonly T[], keyOf: (entry: T) => string, limit: number, token: string | undefined) {
  const page = listedPage(entries, keyOf, { limit, token })
  if (!page) throw invalidNextToken()
  return { items: page.items, next: page.nextToken === undefined ? {} : { NextToken: page.nextToken } }
}
