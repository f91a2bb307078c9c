/** Whether the ARN is of somebody for whom a user or the root asked for a token. */
export function isFederatedArn(arn: string): boolean {
  // Asked of every call's caller, who nearly never is: to look for a word costs less than a pattern.
  return arn.includes(':federated-user/') && /^arn:[\w-]+:sts::\d{12}:federated-user\//.test(arn)
}
