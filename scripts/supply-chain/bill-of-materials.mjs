// What a release is made of, for those who watch for holes in it: CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/
import { shippedPackages } from './shipped.mjs'

/** The bill of `{ name, version, license }`, out of the lock file alone: two runs give the same bytes. */
export function billOfMaterials({ name, version, license }, lock) {
  const packages = shippedPackages(lock)
  const refOf = new Map(packages.map(each => [each.place, purl(each)]))
  const own = `pkg:npm/${name}@${version}`
  const refs = places => [...new Set(places.flatMap(place => refOf.get(place) ?? []))].sort()
  // Two places of the same version are one component that needs what either needs.
  const components = new Map()
  for (const each of packages) {
    const ref = purl(each)
    const known = components.get(ref)
    components.set(ref, { ...each, needs: [...(known?.needs ?? []), ...each.needs] })
  }
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': own, name, version, purl: own, licenses: [licence(license)] } },
    components: [...components].map(([ref, each]) => ({
      type: 'library',
      'bom-ref': ref,
      ...named(each.name),
      version: each.version,
      purl: ref,
      ...(each.license ? { licenses: [licence(each.license)] } : {}),
      ...(each.integrity ? { hashes: hashesOf(each.integrity) } : {}),
    })),
    dependencies: [
      { ref: own, dependsOn: [...components.keys()].sort() },
      ...[...components].map(([ref, { needs }]) => ({ ref, dependsOn: refs(needs) })),
    ],
  }
}

function purl({ name, version }) {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`
}

function named(name) {
  const [, group, rest] = /^(@[^/]+)\/(.+)$/.exec(name) ?? []
  return group === undefined ? { name } : { group, name: rest }
}

/** One licence by its id, several by their expression. */
function licence(text) {
  return / (AND|OR) /.test(text) ? { expression: text } : { license: { id: text } }
}

/** An integrity of the lock file (`sha512-base64`) as CycloneDX writes it. */
function hashesOf(integrity) {
  return integrity.split(' ').map(each => {
    const [algorithm, digest] = each.split(/-(.*)/)
    return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') }
  })
}
