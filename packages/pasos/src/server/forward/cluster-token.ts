import { presignedUrl } from '@pasos/wire'
import type { MachineCredentials } from './machine-credentials.ts'

/** AWS's authenticator takes no token that lives longer. */
const expiresSeconds = 60

const awsHost = /\.eks\.amazonaws\.com(\.cn)?$/

/**
 * What the AWS IAM Authenticator of a cluster takes: the address of a signed question to STS, who the sender is, for that cluster only.
 * Signed with this machine's own credentials where EKS is AWS's (`--forward eks=aws`), else with a session of the role, of which this
 * server's STS knows.
 */
export function clusterTokens(options: {
  isAtAws: boolean
  awsCredentials(): Promise<MachineCredentials>
  roleSession(roleArn: string): MachineCredentials
  /** Where this server answers. */
  endpoint(): string
  /** Epoch milliseconds. */
  now(): number
}): (of: { clusterName: string; host: string; isMapped: boolean; roleArn: string; region: string }) => Promise<string> {
  return async ({ clusterName, host, isMapped, roleArn, region }) => {
    // Whoever holds the token is this machine to the cluster of that name: an address that a definition made up does not get it.
    if (options.isAtAws && !isMapped && !awsHost.test(host)) throw new Error(`${host} is no host of Amazon EKS.`)
    const credentials = options.isAtAws ? await options.awsCredentials() : options.roleSession(roleArn)
    const url = new URL(options.isAtAws ? `https://sts.${region}.amazonaws.com/` : options.endpoint())
    url.searchParams.set('Action', 'GetCallerIdentity')
    url.searchParams.set('Version', '2011-06-15')
    const headers = { host: url.host, 'x-k8s-aws-id': clusterName }
    const signed = presignedUrl({ url, headers, expiresSeconds }, { ...credentials, region, service: 'sts', now: options.now() })
    return `k8s-aws-v1.${Buffer.from(signed.href).toString('base64url')}`
  }
}
