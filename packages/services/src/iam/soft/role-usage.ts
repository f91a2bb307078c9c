import { type DataStore, entriesOf } from '@pasos/engine'

/** Something that a role asked for. */
export interface RoleUse {
  roleArn: string
  action: string
  resource: string
  /** Why it would have been refused; missing where the role's policies allow it. */
  refused?: 'implicit-deny' | 'explicit-deny'
}

/** What roles asked for while nothing was refused, and who assumed them: what their least-privilege policies are made of. */
export interface RoleUsage {
  /** Takes up what a former run of the server saw. */
  load(): Promise<void>
  /** Each only once, and narrower resources under one pattern. Resolves nothing: what is not on disk yet is seen again. */
  note(use: RoleUse): void
  noteTrust(roleArn: string, service: string): void
  usesOf(roleArn: string): RoleUse[]
  /** The services that assumed the role. */
  servicesOf(roleArn: string): string[]
}

const space = 'iam.use'
/** Of one action. Beyond so many resources the role needs it on everything. */
const mostResources = 100

interface Ports {
  data: DataStore
  logger: { error(message: string, details: Record<string, unknown>): void }
}

export function createRoleUsage({ data, logger }: Ports): RoleUsage {
  /** By role, then by action: resources with their uses. */
  const uses = new Map<string, Map<string, Map<string, RoleUse>>>()
  const services = new Map<string, Set<string>>()

  function keep(use: RoleUse): boolean {
    const actions = uses.get(use.roleArn) ?? new Map<string, Map<string, RoleUse>>()
    uses.set(use.roleArn, actions)
    const resources = actions.get(use.action) ?? new Map<string, RoleUse>()
    actions.set(use.action, resources)
    const known = resources.get(use.resource)
    if (known !== undefined && known.refused === use.refused) return false
    if (known === undefined && resources.size >= mostResources) return false
    resources.set(use.resource, use)
    return true
  }

  function write(key: string, value: object): void {
    data
      .commit([{ space, key, value: JSON.stringify(value) }])
      .catch(error => logger.error('what a role asked for was not kept', { error }))
  }

  return {
    async load() {
      for await (const { value } of entriesOf(data, space)) {
        const entry = JSON.parse(String(value)) as RoleUse | { roleArn: string; service: string }
        if ('service' in entry) services.set(entry.roleArn, (services.get(entry.roleArn) ?? new Set()).add(entry.service))
        else keep(entry)
      }
    },
    note(use) {
      const kept = { ...use, resource: patternOf(use.resource) }
      if (keep(kept)) write(`${use.roleArn} ${use.action} ${kept.resource}`, kept)
    },
    noteTrust(roleArn, service) {
      const known = services.get(roleArn) ?? new Set()
      if (known.has(service)) return
      services.set(roleArn, known.add(service))
      write(`${roleArn} trusts ${service}`, { roleArn, service })
    },
    usesOf: roleArn =>
      [...(uses.get(roleArn)?.values() ?? [])].flatMap(resources => {
        const all = [...resources.values()]
        return all.length < mostResources ? all : [{ ...all[0]!, resource: '*' }]
      }),
    servicesOf: roleArn => [...(services.get(roleArn) ?? [])],
  }
}

/** What there is a new one of with every call stands in a policy as a pattern: objects, executions, streams of logs. */
function patternOf(resource: string): string {
  return resource
    .replace(/^(arn:[^:]*:s3:::[^/]+)\/.+$/, '$1/*')
    .replace(/^(arn:[^:]*:states:[^:]*:[^:]*:(?:execution|express):[^:]+):.+$/, '$1:*')
    .replace(/^(arn:[^:]*:states:[^:]*:[^:]*:mapRun:[^/]+)\/.+$/, '$1/*')
    .replace(/^(arn:[^:]*:logs:[^:]*:[^:]*:log-group:[^:]+):log-stream:.+$/, '$1:*')
}
