export { type ApiAddresses, apiGatewayConnector } from './api-gateway-task/api-gateway-connector.ts'
export { servedApis } from './apigateway/served-apis.ts'
export type { ApiGatewayFace } from './apigateway/service.ts'
export type { ApiRequest, Sender } from './apigateway/serving/api-request.ts'
export { archiveOf } from './cloudformation/resources/inline-code.ts'
export { inlineFiles } from './cloudformation/resources/response-modules.ts'
export { type CloudFormationFace, cloudFormationService, responsePath } from './cloudformation/service.ts'
export { cloudWatchService } from './cloudwatch/service.ts'
export { chooseServices } from './declaration/choose-services.ts'
export type { MeasuredMinute } from './declaration/meter.ts'
export { type OpenServices, openServices } from './declaration/open-services.ts'
export type {
  Access,
  FunctionPlatform,
  HttpExchange,
  HttpExchanged,
  OpenService,
  OutgoingHttp,
  Service,
  ServiceHost,
  ServicePorts,
} from './declaration/service.ts'
export { eksConnector } from './eks-task/eks-connector.ts'
export type { ClusterPorts } from './eks-task/kubernetes-api.ts'
export { eventsService } from './events/service.ts'
export { httpConnector } from './http-task/http-connector.ts'
export { type AuthorizerDependencies, createAuthorizer, type RoleAuthorizer } from './iam/authorizer.ts'
export { createCallerPermission } from './iam/caller-permission.ts'
export { createUseNotes } from './iam/last-use.ts'
export { createRoleAssumption } from './iam/role-assumption.ts'
export { type LeastPrivilege, leastPrivilegeOf, leastPrivilegeOfDraft, type MachineDraft } from './iam/soft/least-privilege.ts'
export { createRoleUsage } from './iam/soft/role-usage.ts'
export { softAuthorizer } from './iam/soft/soft-authorizer.ts'
export { createServiceCaller, type Forwarding, type ServiceCallerDependencies } from './integrations/service-caller.ts'
export { createStoredObjects } from './integrations/stored-objects.ts'
export { createFunctionApi } from './lambda/function-api.ts'
export { reservedConcurrencyOf } from './lambda/reserved-concurrency.ts'
export { type LambdaFace, lambdaService } from './lambda/service.ts'
export { existingGroupKey } from './logs/log-group.ts'
export { createLogWriter, type LogWriter } from './logs/log-writer.ts'
export { allServices } from './services.ts'
export { type SnsFace, snsService } from './sns/service.ts'
export { activityTaskRefusal } from './states/activity-key.ts'
export { refuseActivity } from './states/activity-record.ts'
export { createExecutionLogger, type LoggerDependencies } from './states/execution-logger.ts'
export { type CredentialStore, createCredentialStore } from './sts/credential-store.ts'
export type { GivenKeys } from './sts/web-identity/issuer-keys.ts'
