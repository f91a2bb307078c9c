import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../../apigateway/dependencies.ts'
import { tagging } from '../../apigateway/operations/tagging.ts'
import { httpApis, requireEntry } from '../records/http-api-record.ts'

interface OfTagged {
  ResourceArn: string
}

const tagged = tagging('apis', httpApis, ({ stages }, name) => requireEntry(stages, 'Stage', name))

export function getTags({ catalog }: ApiGatewayDependencies): Operation<OfTagged, object> {
  return ({ ResourceArn }, context) => ({ Tags: tagged.read(catalog, context, ResourceArn) })
}

export function tagResource({ catalog }: ApiGatewayDependencies): Operation<OfTagged & { Tags?: Record<string, string> }, object> {
  return ({ ResourceArn, Tags = {} }, context) => tagged.add(catalog, context, ResourceArn, Tags)
}

export function untagResource({ catalog }: ApiGatewayDependencies): Operation<OfTagged & { TagKeys: string[] }, object> {
  return ({ ResourceArn, TagKeys }, context) => tagged.remove(catalog, context, ResourceArn, TagKeys)
}
