import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../../apigateway/dependencies.ts'
import { badRequest, conflict, notServed } from '../../apigateway/errors.ts'
import { checkVariables } from '../../apigateway/operations/stages.ts'
import { checkedTags, newId } from '../../apigateway/records/api-record.ts'
import type { Place } from '../../apigateway/records/apis-of-place.ts'
import {
  changeHttpApi,
  type HttpStageRecord,
  type RouteSettings,
  requireEntry,
  requireHttpApi,
  without,
} from '../records/http-api-record.ts'
import { entriesAfter, itemsOf, type Listed, type OfHttpApi, present } from './content.ts'
import { keepDeployment, shownDeployment } from './deployments.ts'

interface OfStage extends OfHttpApi {
  StageName: string
}

interface RouteSettingsInput {
  DataTraceEnabled?: boolean
  DetailedMetricsEnabled?: boolean
  LoggingLevel?: string
  ThrottlingBurstLimit?: number
  ThrottlingRateLimit?: number
}

interface StageInput {
  AccessLogSettings?: { DestinationArn?: string; Format?: string }
  AutoDeploy?: boolean
  ClientCertificateId?: string
  DefaultRouteSettings?: RouteSettingsInput
  DeploymentId?: string
  Description?: string
  RouteSettings?: Record<string, RouteSettingsInput>
  StageVariables?: Record<string, string>
  Tags?: Record<string, string>
}

/** Throttles, and where requests are logged; what is not named stays as it was. @throws ApiError BadRequestException */
function settingsAfter(before: Partial<HttpStageRecord>, input: StageInput, place: Place): Partial<HttpStageRecord> {
  checkVariables(input.StageVariables)
  if (input.ClientCertificateId !== undefined) throw badRequest('Client certificates are not supported by HTTP APIs')
  const { RouteSettings, DefaultRouteSettings, AccessLogSettings } = input
  const ofRoutes = Object.entries(RouteSettings ?? {}).map(([key, settings]) => [key, settingsOf(settings)] as const)
  return present({
    accessLog: AccessLogSettings && Object.keys(AccessLogSettings).length > 0 ? accessLogOf(AccessLogSettings, place) : before.accessLog,
    defaultRouteSettings: DefaultRouteSettings ? { ...before.defaultRouteSettings, ...settingsOf(DefaultRouteSettings) } : undefined,
    routeSettings: RouteSettings && { ...before.routeSettings, ...Object.fromEntries(ofRoutes) },
  })
}

function accessLogOf({ DestinationArn: arn = '', Format: format = '' }: NonNullable<StageInput['AccessLogSettings']>, place: Place) {
  const [, region, accountId] = /^arn:aws[a-z-]*:logs:([a-z0-9-]+):(\d{12}):log-group:[.\-_/#A-Za-z0-9]{1,512}(?::\*)?$/.exec(arn) ?? []
  // Firehose is the other destination that AWS has.
  if (region === undefined) {
    throw arn.includes(':firehose:')
      ? notServed('A log of access in Firehose')
      : badRequest('Access log destination must be the ARN of a log group')
  }
  // Nobody writes into another account's logs by having an API of their own.
  if (region !== place.region || accountId !== place.accountId) {
    throw badRequest('Access log destination must be in the account and region of the API')
  }
  if (!format.includes('$context.requestId') && !format.includes('$context.extendedRequestId')) {
    throw badRequest('Access log format must contain at least $context.requestId or $context.extendedRequestId')
  }
  return { destinationArn: arn.replace(/:\*$/, ''), format }
}

function settingsOf(input: RouteSettingsInput): RouteSettings {
  if (input.DataTraceEnabled || (input.LoggingLevel ?? 'OFF') !== 'OFF') {
    throw badRequest('Execution logs are not supported on protocol type HTTP')
  }
  const { ThrottlingBurstLimit: throttlingBurstLimit, ThrottlingRateLimit: throttlingRateLimit } = input
  for (const limit of [throttlingBurstLimit, throttlingRateLimit]) {
    if (limit !== undefined && limit < 0) throw badRequest('Throttling limits must not be negative')
  }
  return present({ detailedMetricsEnabled: input.DetailedMetricsEnabled, throttlingBurstLimit, throttlingRateLimit })
}

export function createStage({ catalog, clock, ids }: ApiGatewayDependencies): Operation<OfStage & StageInput, object> {
  return (input, context) => {
    const { StageName: name, AutoDeploy: autoDeploy = false, DeploymentId: deploymentId, Tags: tags = {} } = input
    if (!/^(?:\$default|[a-zA-Z0-9_-]{1,128})$/.test(name)) {
      throw badRequest('Stage name must be $default or consist of alphanumeric characters, hyphens and underscores')
    }
    const settings = settingsAfter({}, input, context)
    return changeHttpApi(catalog, context, input.ApiId, api => {
      if (Object.hasOwn(api.stages, name)) throw conflict('Stage already exists')
      const now = clock.now()
      const deployment = autoDeploy ? { id: newId(ids, 6), created: now } : shownDeployment(catalog, api.id, deploymentId)
      const stage: HttpStageRecord = {
        ...{ name, autoDeploy, tags: checkedTags(tags), created: now, updated: now },
        ...{ ...settings, ...present({ deployment, description: input.Description, variables: input.StageVariables }) },
      }
      return { next: { ...api, stages: { ...api.stages, [name]: stage } }, result: stageAnswer(stage) }
    })
  }
}

/** What is not named stays as it is. A stage that stops deploying by itself keeps what it shows. */
export function updateStage(deps: ApiGatewayDependencies): Operation<OfStage & StageInput, object> {
  const { catalog, clock, ids } = deps
  return async (input, context) => {
    const { ApiId, StageName, AutoDeploy, DeploymentId, Description, StageVariables } = input
    const api = requireHttpApi(catalog, context, ApiId)
    const before = requireEntry(api.stages, 'Stage', StageName)
    if (before.autoDeploy && AutoDeploy === false && before.deployment) await keepDeployment(catalog, api, before.deployment)
    return changeHttpApi(catalog, context, ApiId, current => {
      const stage = requireEntry(current.stages, 'Stage', StageName)
      const autoDeploy = AutoDeploy ?? stage.autoDeploy
      if (autoDeploy && DeploymentId !== undefined) throw badRequest('A stage that deploys automatically cannot be given a deployment')
      const begins = autoDeploy && !stage.autoDeploy
      const deployment = begins ? { id: newId(ids, 6), created: clock.now() } : shownDeployment(catalog, ApiId, DeploymentId)
      const next: HttpStageRecord = {
        ...{ ...stage, ...settingsAfter(stage, input, context), autoDeploy, updated: clock.now() },
        ...present({ deployment, description: Description, variables: StageVariables && entriesAfter(stage.variables, StageVariables) }),
      }
      return { next: { ...current, stages: { ...current.stages, [StageName]: next } }, result: stageAnswer(next) }
    })
  }
}

export function getStage({ catalog }: ApiGatewayDependencies): Operation<OfStage, object> {
  return ({ ApiId, StageName }, context) => stageAnswer(requireEntry(requireHttpApi(catalog, context, ApiId).stages, 'Stage', StageName))
}

export function getStages({ catalog }: ApiGatewayDependencies): Operation<OfHttpApi & Listed, object> {
  return (input, context) =>
    itemsOf(Object.values(requireHttpApi(catalog, context, input.ApiId).stages), ({ name }) => name, input, stageAnswer)
}

export function deleteStage({ catalog }: ApiGatewayDependencies): Operation<OfStage, object> {
  return ({ ApiId, StageName }, context) =>
    changeHttpApi(catalog, context, ApiId, api => {
      requireEntry(api.stages, 'Stage', StageName)
      return { next: { ...api, stages: without(api.stages, StageName) }, result: {} }
    })
}

/** A stage without the log of its requests. */
export function deleteAccessLogSettings({ catalog }: ApiGatewayDependencies): Operation<OfStage, object> {
  return ({ ApiId, StageName }, context) =>
    changeHttpApi(catalog, context, ApiId, api => {
      const { accessLog: _, ...stage } = requireEntry(api.stages, 'Stage', StageName)
      return { next: { ...api, stages: { ...api.stages, [StageName]: stage } }, result: {} }
    })
}

export function deleteRouteSettings({ catalog }: ApiGatewayDependencies): Operation<OfStage & { RouteKey: string }, object> {
  return ({ ApiId, StageName, RouteKey }, context) =>
    changeHttpApi(catalog, context, ApiId, api => {
      const stage = requireEntry(api.stages, 'Stage', StageName)
      const routeSettings = without(stage.routeSettings ?? {}, RouteKey)
      return { next: { ...api, stages: { ...api.stages, [StageName]: { ...stage, routeSettings } } }, result: {} }
    })
}

function stageAnswer(stage: HttpStageRecord): object {
  const { name, description, autoDeploy, deployment, variables = {}, tags, created, updated, accessLog, routeSettings = {} } = stage
  return {
    ...{ StageName: name, AutoDeploy: autoDeploy, CreatedDate: new Date(created), LastUpdatedDate: new Date(updated) },
    DefaultRouteSettings: settingsAnswer({ detailedMetricsEnabled: false, ...stage.defaultRouteSettings }),
    RouteSettings: Object.fromEntries(Object.entries(routeSettings).map(([key, settings]) => [key, settingsAnswer(settings)])),
    ...{ StageVariables: variables, Tags: tags },
    ...(accessLog && { AccessLogSettings: { DestinationArn: accessLog.destinationArn, Format: accessLog.format } }),
    ...present({ Description: description, DeploymentId: deployment?.id }),
    ...(autoDeploy && { LastDeploymentStatusMessage: `Successfully deployed stage with deployment ID '${deployment?.id}'` }),
  }
}

function settingsAnswer({ detailedMetricsEnabled, throttlingBurstLimit, throttlingRateLimit }: RouteSettings): RouteSettingsInput {
  return present({
    DetailedMetricsEnabled: detailedMetricsEnabled,
    ...{ ThrottlingBurstLimit: throttlingBurstLimit, ThrottlingRateLimit: throttlingRateLimit },
  })
}
