import { partitionOf } from '@pasos/asl'
import type { ForwardTarget } from './forward-targets.ts'

/** Where a service is called, and for which region the call is signed. */
export interface ServiceAddress {
  url: string
  region: string
}

/** Services that are one for all regions of a partition, as botocore's `endpoints.json` has them: their host, and the region that they are signed for. */
const global: Record<string, Record<string, readonly [host: string, region: string]>> = {
  aws: {
    account: ['account.us-east-1.amazonaws.com', 'us-east-1'],
    budgets: ['budgets.amazonaws.com', 'us-east-1'],
    ce: ['ce.us-east-1.amazonaws.com', 'us-east-1'],
    cloudfront: ['cloudfront.amazonaws.com', 'us-east-1'],
    health: ['global.health.amazonaws.com', 'us-east-1'],
    iam: ['iam.amazonaws.com', 'us-east-1'],
    networkmanager: ['networkmanager.us-west-2.amazonaws.com', 'us-west-2'],
    organizations: ['organizations.us-east-1.amazonaws.com', 'us-east-1'],
    route53: ['route53.amazonaws.com', 'us-east-1'],
    savingsplans: ['savingsplans.amazonaws.com', 'us-east-1'],
    shield: ['shield.us-east-1.amazonaws.com', 'us-east-1'],
    waf: ['waf.amazonaws.com', 'us-east-1'],
  },
  'aws-cn': {
    cloudfront: ['cloudfront.cn-northwest-1.amazonaws.com.cn', 'cn-northwest-1'],
    iam: ['iam.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    organizations: ['organizations.cn-northwest-1.amazonaws.com.cn', 'cn-northwest-1'],
    route53: ['route53.amazonaws.com.cn', 'cn-northwest-1'],
  },
  'aws-us-gov': {
    iam: ['iam.us-gov.amazonaws.com', 'us-gov-west-1'],
    organizations: ['organizations.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    route53: ['route53.us-gov.amazonaws.com', 'us-gov-west-1'],
  },
}

/** The address of a service at its target; `prefix` is what its host begins with. */
export function addressOf(target: ForwardTarget, prefix: string, region: string): ServiceAddress {
  if (target.kind === 'endpoint') return { url: target.url.href, region }
  const partition = partitionOf(region)
  const one = global[partition]?.[prefix]
  if (one) return { url: `https://${one[0]}`, region: one[1] }
  return { url: `https://${prefix}.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`, region }
}
