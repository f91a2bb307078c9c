/** Characters of a policy as IAM counts them for its quotas: white space is free. */
export function policySize(document: string): number {
  return document.replace(/\s+/g, '').length
}
