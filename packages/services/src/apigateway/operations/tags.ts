import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { restApis } from '../records/api-record.ts'
import { requireStage } from './stages.ts'
import { tagging } from './tagging.ts'

interface OfTagged {
  resourceArn: string
}

const tagged = tagging('restapis', restApis, requireStage)

export function getTags({ catalog }: ApiGatewayDependencies): Operation<OfTagged, object> {
  return ({ resourceArn }, context) => ({ tags: tagged.read(catalog, context, resourceArn) })
}

export function tagResource({ catalog }: ApiGatewayDependencies): Operation<OfTagged & { tags: Record<string, string> }, object> {
  return ({ resourceArn, tags }, context) => tagged.add(catalog, context, resourceArn, tags)
}

export function untagResource({ catalog }: ApiGatewayDependencies): Operation<OfTagged & { tagKeys: string[] }, object> {
  return ({ resourceArn, tagKeys }, context) => tagged.remove(catalog, context, resourceArn, tagKeys)
}
