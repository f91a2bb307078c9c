import type { Protocol, ServiceModel } from '../model/service-model.ts'
import { extractModel } from './extract-model.ts'

interface Client {
  config: { protocolSettings: { version: string; serviceTarget: string; xmlNamespace?: string } }
}

type Package = Record<string, unknown>

/** The services we speak, and the clients their models come from. */
const clients: { scope: string; protocols: Protocol[]; load: () => Promise<Package>; client: string }[] = [
  { scope: 'states', protocols: ['awsJson1_0'], load: () => import('@aws-sdk/client-sfn'), client: 'SFNClient' },
  { scope: 'logs', protocols: ['awsJson1_1'], load: () => import('@aws-sdk/client-cloudwatch-logs'), client: 'CloudWatchLogsClient' },
  { scope: 'lambda', protocols: ['restJson1'], load: () => import('@aws-sdk/client-lambda'), client: 'LambdaClient' },
  { scope: 'iam', protocols: ['awsQuery'], load: () => import('@aws-sdk/client-iam'), client: 'IAMClient' },
  { scope: 'sts', protocols: ['awsQuery'], load: () => import('@aws-sdk/client-sts'), client: 'STSClient' },
  {
    scope: 'monitoring',
    protocols: ['awsJson1_0', 'awsQuery', 'rpcv2Cbor'],
    load: () => import('@aws-sdk/client-cloudwatch'),
    client: 'CloudWatchClient',
  },
]

/** The models of all services, from the installed packages. */
export async function extractAll(): Promise<ServiceModel[]> {
  return Promise.all(
    clients.map(async ({ scope, protocols, load, client }) => {
      const exports = await load()
      const Constructor = exports[client] as new (config: object) => Client
      const { protocolSettings } = new Constructor({ region: 'us-east-1' }).config
      return extractModel({ scope, protocols, exports, settings: protocolSettings })
    }),
  )
}
