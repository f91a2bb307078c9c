/** Whether the ARN is of somebody for whom a user or the root asked for a token. */
export function isFederatedArn(arn: string): boolean {
  return /^arn:[\w-]+:sts::\d{12}:federated-user\//.test(arn)
}
