import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { readExposition } from './exposition.ts'
import { clientOptions, startServer, temporaryFolder } from './running-server.ts'

const deploy = (file: string) => readFileSync(fileURLToPath(new URL(`../deploy/${file}`, import.meta.url)), 'utf8')

/** The options that a text gives to `pasos start`. */
const optionsIn = (words: readonly string[]) => words.filter(word => word.startsWith('--'))
const dockerfile = deploy('Dockerfile')
const entry: string[] = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)![1]!)

describe('what watches and runs a server', () => {
  it('reads metrics as promtool would have them, and the dashboard asks for nothing that is not among them', async () => {
    const { folder, remove } = temporaryFolder('dashboard')
    const server = await startServer({ folder })
    try {
      await new SFNClient(clientOptions(server.url)).send(new ListStateMachinesCommand({}))
      const families = readExposition(await (await fetch(`${server.url}/_pasos/metrics`)).text())
      expect(families.get('pasos_requests_total')?.samples.length).toBeGreaterThan(0)
      const { panels } = JSON.parse(deploy('grafana-dashboard.json')) as { panels: { title: string; targets: { expr: string }[] }[] }
      const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
      const asked = queries.flatMap(query => query.match(/\b(?:pasos|process)_\w+/g) ?? [])
      expect(asked.length).toBeGreaterThanOrEqual(queries.length)
      const written = [...families].flatMap(([name, { type }]) =>
        type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      )
      expect(asked.filter(name => !written.includes(name))).toEqual([])
      // All of ours is shown.
      const shown = new Set(asked.map(name => name.replace(/_(bucket|sum|count)$/, '')))
      expect([...families.keys()].filter(name => !shown.has(name))).toEqual([])
      for (const query of queries) expect(query.match(/\(/g)?.length, query).toBe(query.match(/\)/g)?.length)
    } finally {
      await server.stop()
      remove()
    }
  })

  it.each([
    ['a counter that is called otherwise', '# HELP a A.\n# TYPE a counter\na 1\n'],
    ['a gauge that is called a counter', '# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n'],
    ['no help', '# TYPE a gauge\na 1\n'],
    ['the same sample twice', '# HELP a A.\n# TYPE a gauge\na{b="c"} 1\na{b="c"} 2\n'],
    ['labels that do not end', '# HELP a A.\n# TYPE a gauge\na{b="c} 1\n'],
    ['buckets that shrink', '# HELP a A.\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n'],
    ['a count that is not the last bucket', '# HELP a A.\n# TYPE a histogram\na_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n'],
    ['a sample of nobody', 'a 1\n'],
  ])('the reader of metrics refuses %s', (_what, text) => {
    expect(() => readExposition(text)).toThrow()
  })

  it('Compose and Kubernetes start the image with options that there are, without rights, and give it time to end', () => {
    const { services, volumes } = parse(deploy('compose.yaml'))
    const { pasos } = services
    expect(pasos).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    expect(pasos.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)])
    expect(Object.keys(volumes)).toEqual(pasos.volumes.map((volume: string) => volume.split(':')[0]))
    // A new volume gets the owner of the image's folder that it is mounted on; on none it is root's, and nothing could be written there.
    const made = /install -d -o node -g node -m 0700 (.*)$/m.exec(dockerfile)![1]!.split(' ')
    expect(pasos.volumes.map((volume: string) => volume.split(':')[1])).toEqual(made)
    const [set, service] = parseAllDocuments(deploy('kubernetes/pasos.yaml'), { merge: true }).map(document => document.toJS())
    const { spec } = set.spec.template
    const [container] = spec.containers
    expect(set.spec.replicas).toBe(1)
    expect(spec).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } })
    expect(container.securityContext).toEqual({
      ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    })
    expect(service.spec.selector).toEqual(set.spec.template.metadata.labels)
    for (const probe of [container.startupProbe, container.readinessProbe]) expect(probe.httpGet.path).toBe('/_pasos/health')
    expect(container.readinessProbe.failureThreshold).toBe(1)
    const host = container.startupProbe.httpGet.httpHeaders[0].value
    expect(container.args).toContain(host)
    const [nodes, front, policy] = parseAllDocuments(deploy('kubernetes/cluster.yaml'), { merge: true }).map(document => document.toJS())
    const pod = nodes.spec.template.spec
    const [node] = pod.containers
    expect([nodes.kind, nodes.spec.strategy.rollingUpdate]).toEqual(['Deployment', { maxUnavailable: 1, maxSurge: 0 }])
    expect(front.spec.selector).toEqual(nodes.spec.template.metadata.labels)
    for (const each of [...pod.initContainers, node]) expect(each.securityContext).toEqual(container.securityContext)
    expect(pod.terminationGracePeriodSeconds).toBe(spec.terminationGracePeriodSeconds)
    const named = (container: { ports: { name: string }[] }) => container.ports.map(({ name }) => name)
    expect(policy.spec.ingress.flatMap(({ ports }: { ports: { port: string }[] }) => ports.map(({ port }) => port))).toEqual(named(node))
    const compose = parse(deploy('compose-cluster.yaml'), { merge: true })
    const composed = ['node-1', 'node-2', 'node-3'].map(name => compose.services[name])
    const balancer = deploy('haproxy.cfg')
    expect([...balancer.matchAll(/^ {2}server (\S+) (\S+):8083$/gm)].map(([, name, at]) => [name, at])).toEqual(
      composed.map((each, index) => {
        expect(each).toMatchObject({ read_only: true, cap_drop: ['ALL'], volumes: [`data-${index + 1}:/data`] })
        const name = `node-${index + 1}`
        expect(each.environment).toEqual({ PASOS_POSTGRES: expect.stringContaining('@db/'), PASOS_NODE_ADDRESS: `${name}.inner:8090` })
        // Found on that network alone, and listened to there.
        expect(each.networks.inner.aliases).toEqual([`${name}.inner`])
        return [name, name]
      }),
    )
    const [, checked, hostOfCheck] = /^ {2}http-check send meth GET uri (\S+) hdr Host (\S+)$/m.exec(balancer)!
    expect(checked).toBe('/_pasos/health')
    expect(composed[0].command).toEqual(expect.arrayContaining([hostOfCheck, '--behind-proxy']))
    expect(compose.services.balancer.networks).not.toContain('inner')
    expect(compose.services.db.healthcheck.test).toContain('--host')
    expect(Object.keys(compose.volumes)).toEqual(
      ['node-1', 'node-2', 'node-3', 'db'].map(name => compose.services[name].volumes[0].split(':')[0]),
    )
    const seconds = ['--drain-seconds', '--finish-seconds'].map(option => Number(entry[entry.indexOf(option) + 1]))
    const needed = seconds[0]! + seconds[1]!
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(needed)
    for (const each of [pasos, ...composed]) expect(Number.parseInt(each.stop_grace_period, 10)).toBeGreaterThan(needed)
    const command = fileURLToPath(new URL('../packages/pasos/bin/pasos.mjs', import.meta.url))
    const help = execFileSync(process.execPath, [command, 'start', '--help'], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
    const unit = deploy('pasos.service')
      .match(/^ExecStart=.*$/m)![0]
      .split(' ')
    const ours = [
      ...optionsIn(entry),
      ...optionsIn(pasos.command),
      ...optionsIn(container.args),
      ...optionsIn(node.args),
      ...composed.flatMap(each => optionsIn(each.command)),
      ...optionsIn(unit),
    ]
    expect(
      ours.filter(option => !option.startsWith('--max-semi') && !help.includes(`${option} `) && !help.includes(`${option}\n`)),
    ).toEqual([])
  })

  it.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)('systemd has nothing against the unit', () => {
    const file = fileURLToPath(new URL('../deploy/pasos.service', import.meta.url))
    const { stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
    // Where it is not installed its program is missing, and nothing else may be wrong.
    expect(stderr.split('\n').filter(line => line.includes('pasos.service') && !/is not executable|does not exist/.test(line))).toEqual([])
  })
})
