import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { billOfMaterials } from './bill-of-materials.mjs'
import { manifestLicence, thirdPartyNotices } from './notices.mjs'
import { complaintsAbout, shippedPackages } from './shipped.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const lock = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'))

/** A lock file of two packages of ours and three of others, one of which is there twice. */
function smallLock(more = {}) {
  return {
    packages: {
      'packages/pasos': { dependencies: { '@pasos/wire': '1', a: '1' }, devDependencies: { tool: '1' } },
      'packages/console': {},
      'packages/wire': { dependencies: { '@s/b': '2' } },
      'node_modules/@pasos/wire': { link: true, resolved: 'packages/wire' },
      'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { '@s/b': '1' }, integrity: 'sha512-AAECAw==' },
      'node_modules/a/node_modules/@s/b': { version: '1.0.0', license: '(MIT OR Apache-2.0)' },
      'node_modules/@s/b': { version: '2.0.0', license: 'ISC', optionalDependencies: { absent: '1' } },
      'node_modules/tool': { version: '1.0.0', license: 'GPL-3.0', dev: true, hasInstallScript: true },
      ...more,
    },
  }
}

test('what ships is what the command, its packages and the console need, near and far, each from where Node finds it', () => {
  expect(shippedPackages(smallLock()).map(({ place }) => place)).toEqual([
    'node_modules/@s/b',
    'node_modules/a',
    'node_modules/a/node_modules/@s/b',
  ])
})

test.each([
  ['a licence that asks for more', { license: 'AGPL-3.0' }, 'node_modules/a: licence AGPL-3.0 may not ship'],
  ['one that is permissive only in part', { license: 'MIT AND GPL-2.0' }, 'node_modules/a: licence MIT AND GPL-2.0 may not ship'],
  ['no licence', {}, 'node_modules/a: no licence named'],
  [
    'a script at the installation',
    { license: 'MIT', hasInstallScript: true },
    'node_modules/a: it has a script that runs when it is installed',
  ],
  [
    'an address of a download',
    { license: 'MIT', resolved: 'https://registry.example/a.tgz' },
    'package-lock.json carries a download address for node_modules/a',
  ],
])('%s is found in what ships', (_what, entry, complaint) => {
  expect(complaintsAbout(smallLock(), () => undefined)).toEqual([])
  const withFault = smallLock({ 'node_modules/a': { version: '1.0.0', ...entry } })
  expect(complaintsAbout(withFault, () => undefined)).toEqual([complaint])
})

test('nothing that ships has a script that runs at its installation, or a licence that is not permissive', () => {
  expect(shippedPackages(lock).length).toBeGreaterThan(50)
  expect(complaintsAbout(lock, place => manifestLicence(root + place))).toEqual([])
})

test('the bill of materials names each version once, with its hash and what it needs', () => {
  const bill = billOfMaterials({ name: 'pasos', version: '1.2.3', license: 'Apache-2.0' }, smallLock())
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { component: { purl: 'pkg:npm/pasos@1.2.3' } } })
  const a = bill.components.find(({ name }) => name === 'a')
  expect(a).toEqual({
    type: 'library',
    'bom-ref': 'pkg:npm/a@1.0.0',
    name: 'a',
    version: '1.0.0',
    purl: 'pkg:npm/a@1.0.0',
    licenses: [{ license: { id: 'MIT' } }],
    hashes: [{ alg: 'SHA-512', content: '00010203' }],
  })
  expect(bill.components.find(({ version }) => version === '2.0.0')).toMatchObject({ group: '@s', name: 'b', purl: 'pkg:npm/%40s/b@2.0.0' })
  expect(bill.dependencies).toContainEqual({ ref: 'pkg:npm/a@1.0.0', dependsOn: ['pkg:npm/%40s/b@1.0.0'] })
})

test('the bill of what ships is the same each time, every reference is to a component, and every component has a hash', () => {
  const subject = { name: 'pasos', version: '1', license: 'Apache-2.0' }
  const bill = billOfMaterials(subject, lock)
  expect(JSON.stringify(billOfMaterials(subject, lock))).toBe(JSON.stringify(bill))
  const refs = new Set([bill.metadata.component['bom-ref'], ...bill.components.map(component => component['bom-ref'])])
  expect(refs.size).toBe(bill.components.length + 1)
  const named = bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn])
  expect(named.filter(ref => !refs.has(ref))).toEqual([])
  expect(bill.components.filter(({ hashes }) => !hashes?.[0].content.match(/^[0-9a-f]{128}$/))).toEqual([])
})

test('the notices carry the licence of every package that ships, by its own words where it brings them', () => {
  const notices = thirdPartyNotices(root, lock)
  for (const { name, version } of shippedPackages(lock)) expect(notices).toContain(`${name} ${version}\n`)
  expect(notices).toMatch(/Copyright \(c\) (Meta|Facebook)/)
  expect(notices).not.toContain('manifest names it: undefined')
})
