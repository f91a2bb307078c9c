/**
 * The client's name in AWS's SDK for Java v2, from the service id: `SFN` → `Sfn`, `IoT` → `Iot`, `SESv2` → `SesV2`. It is the prefix
 * of the exceptions in Step Functions' AWS SDK integrations; in lower case it is the service's name in a Resource.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html lists both; the rule gives all but three of its rows,
 * which are slips of the page.
 */
export function clientName(serviceId: string): string {
  return wordsOf(serviceId)
    .map(capitalized)
    .join('')
    .replace(/^(Aws|Amazon)(?=.)/, '')
    .replace(/(?<=.)Service$/, '')
}

/** An exception's class in that SDK: `InvalidToken` → `InvalidTokenException`, `DBInstanceNotFoundFault` → `DbInstanceNotFoundException`. */
export function exceptionName(shape: string): string {
  const name = wordsOf(shape)
    .map(capitalized)
    .join('')
    .replace(/Fault$/, '')
  return name.endsWith('Exception') ? name : `${name}Exception`
}

/**
 * A member in Step Functions' integrations, which is the name of its accessor in that SDK with a capital letter: of the capitals it
 * begins with, all but the first and the one that begins the next word become small. `DBInstances` → `DbInstances`, `ACL` → `Acl`,
 * `SSEKMSKeyId` → `SsekmsKeyId`, `restApiId` → `RestApiId`; `ETag`, `VpcId` and `ChecksumCRC32` stay. Java has a method `equals` of its
 * own, so that member is `EqualsValue` (developer guide, "AWS SDK service integrations", API naming conventions).
 */
export function sdkMemberName(name: string): string {
  if (name.toLowerCase() === 'equals') return 'EqualsValue'
  const lowered = name.replace(/^[A-Z]+/, run => {
    const last = run.length === name.length || !/[a-z]/.test(name.charAt(run.length)) ? run.length : run.length - 1
    return run.slice(0, last).toLowerCase() + run.slice(last)
  })
  return lowered.charAt(0).toUpperCase() + lowered.slice(1)
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .replaceAll(/([^a-z]{2,})v([0-9]+)/g, '$1 v$2 ')
    .replaceAll(/([^A-Z]{2,})V([0-9]+)/g, '$1 V$2 ')
    .replaceAll(/(?<=[a-z])(?=[A-Z][a-zA-Z0-9])/g, ' ')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/([0-9])([a-zA-Z])/g, '$1 $2')
    .trim()
    .split(/\s+/)
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
}
