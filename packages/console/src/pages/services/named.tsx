import { Link } from 'wouter'
import { functionPath, machinePath, resourceName, servicePath } from '../../format/arn.ts'

/** A text; where it is the ARN of something that has a page here, its name as the way there. */
export function Named({ text }: { text: string }) {
  const path = pageOf(text)
  return path === undefined ? (
    text
  ) : (
    <Link href={path} title={text}>
      {lastPart(resourceName(text))}
    </Link>
  )
}

/** The page of what an ARN names; undefined where there is none. */
export function pageOf(arn: string): string | undefined {
  const [start, , service, , , ...rest] = arn.split(':')
  const resource = rest.join(':')
  if (start !== 'arn' || /\s/.test(arn)) return undefined
  const [kind, name = ''] = resource.split(':')
  switch (service) {
    case 'states':
      return kind === 'stateMachine' ? machinePath(name) : kind === 'activity' ? servicePath('activities', name) : undefined
    case 'lambda':
      return kind === 'function' ? functionPath(name) : undefined
    case 'sqs':
      return servicePath('queues', resource)
    case 'sns':
      return rest.length === 1 ? servicePath('topics', resource) : undefined
    case 's3':
      return resource.includes('/') ? undefined : servicePath('buckets', resource)
    case 'dynamodb':
      return /^table\/[^/]+$/.test(resource) ? servicePath('tables', resource.slice('table/'.length)) : undefined
    case 'iam':
      return resource.startsWith('role/') ? `/iam/roles/${encodeURIComponent(lastPart(resource))}` : undefined
    default:
      return undefined
  }
}

const lastPart = (resource: string) => resource.split('/').at(-1)!
