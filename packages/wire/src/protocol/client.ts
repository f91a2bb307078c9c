import type { Protocol } from '@pasos/models'
import { awsJsonClient } from './aws-json/client.ts'
import { queryClient } from './aws-query/client.ts'
import type { ClientProtocol } from './client-protocol.ts'
import { restJsonClient } from './rest-json/client.ts'
import { restXmlClient } from './rest-xml/client.ts'
import { rpcCborClient } from './rpc-cbor/client.ts'

const clients: Record<Protocol, ClientProtocol> = {
  awsJson1_0: awsJsonClient('1.0'),
  awsJson1_1: awsJsonClient('1.1'),
  awsQuery: queryClient('awsQuery'),
  ec2Query: queryClient('ec2Query'),
  restJson1: restJsonClient,
  restXml: restXmlClient,
  rpcv2Cbor: rpcCborClient,
}

/** What a client speaks to a service: JSON where the service knows it, since every server of a service that knows CBOR knows JSON too. */
export function clientProtocol(protocols: readonly Protocol[]): ClientProtocol {
  const spoken = protocols.find(protocol => protocol !== 'rpcv2Cbor') ?? protocols[0]
  if (spoken === undefined) throw new Error('a service that speaks nothing')
  return clients[spoken]
}
