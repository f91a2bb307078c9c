// What ships, as the lock file has it: everything that the command, its packages and the console's build need to run.

/** The packages whose needs ship: the command and what it imports of ours, and the console, which is built into the package. */
export const SHIPPING = ['packages/pasos', 'packages/console']

const PERMISSIVE =
  /^(\(?(MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|Unlicense|CC0-1\.0|Python-2\.0|MIT\*)( OR | AND )?)+\)?$/

/**
 * The third party's packages that `roots` need to run, near and far, in the order of their places, with what each of them needs in turn.
 * Optional needs count where the lock file has them; peers are somebody else's to bring.
 */
export function shippedPackages(lock, roots = SHIPPING) {
  const found = new Map()
  const waiting = [...roots]
  while (waiting.length > 0) {
    const place = waiting.pop()
    if (found.has(place)) continue
    const entry = lock.packages[place]
    if (entry === undefined) throw new Error(`${place} is not in the lock file`)
    const names = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
    const needs = names.map(name => placeOf(lock, place, name)).filter(need => need !== undefined)
    found.set(place, { place, name: nameOf(place), ...entry, needs })
    waiting.push(...needs)
  }
  return [...found.values()].filter(({ place }) => isThirdParty(place)).sort((a, b) => (a.place < b.place ? -1 : 1))
}

/** What nobody may take in: licences that ask for more than to be named, scripts that run when it is installed, addresses of downloads. */
export function complaintsAbout(lock, licenceOf) {
  return shippedPackages(lock).flatMap(({ place, license = licenceOf(place), hasInstallScript, resolved }) => [
    ...(license === undefined ? [`${place}: no licence named`] : []),
    ...(license !== undefined && !PERMISSIVE.test(license) ? [`${place}: licence ${license} may not ship`] : []),
    ...(hasInstallScript ? [`${place}: it has a script that runs when it is installed`] : []),
    ...(resolved?.startsWith('http') ? [`package-lock.json carries a download address for ${place}`] : []),
  ])
}

/** Where Node would find `name` from `place`: beside it first, then further up. Packages of ours are links. */
function placeOf(lock, place, name) {
  for (let base = place; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/')))) {
    const candidate = `${base === '' ? '' : `${base}/`}node_modules/${name}`
    const entry = lock.packages[candidate]
    if (entry) return entry.link ? entry.resolved : candidate
    if (base === '') return undefined
  }
}

function nameOf(place) {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

function isThirdParty(place) {
  return place.includes('node_modules/')
}
