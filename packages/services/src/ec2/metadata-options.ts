/** How a machine would be told of itself; none runs, so that it is kept and answered. */
export interface MetadataOptions {
  HttpEndpoint?: string
  HttpProtocolIpv6?: string
  HttpPutResponseHopLimit?: number
  HttpTokens?: string
  InstanceMetadataTags?: string
}

const names = ['HttpEndpoint', 'HttpProtocolIpv6', 'HttpPutResponseHopLimit', 'HttpTokens', 'InstanceMetadataTags'] as const

/** What a request says of it, and no more. */
export function metadataOptionsIn(input: MetadataOptions): MetadataOptions {
  return Object.fromEntries(names.flatMap(name => (input[name] === undefined ? [] : [[name, input[name]]])))
}

/** The whole of it, with what AWS has where nothing is said. */
export function metadataOptions(metadata: MetadataOptions | undefined): object {
  return {
    ...{ State: 'applied', HttpTokens: 'optional', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled' },
    ...{ HttpProtocolIpv6: 'disabled', InstanceMetadataTags: 'disabled', ...metadata },
  }
}
