// The notices that the licences of what ships ask for.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shippedPackages } from './shipped.mjs'

const LEGAL = /^(licen[cs]e|copying|notice)([.-].*)?$/i

/** Name, version, licence and the licence's own text of every package that `roots` need; packages with the same text share it. */
export function thirdPartyNotices(root, lock, roots) {
  const texts = new Map()
  for (const { place, name, version, license } of shippedPackages(lock, roots)) {
    const text = legalText(join(root, place), license)
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`])
  }
  const parts = [...texts].map(([text, names]) => `${[...new Set(names)].join('\n')}\n\n${text}`)
  return `Pasos contains or needs the following packages of others, under these licences.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`
}

/** The files beside the package that say what may be done with it, or what its manifest says. */
function legalText(folder, license) {
  const files = existsSync(folder) ? readdirSync(folder).filter(name => LEGAL.test(name) && !/\.(js|ts|json)$/.test(name)) : []
  const texts = files.sort().map(name => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim())
  return texts.length > 0 ? `${texts.join('\n\n')}\n` : `Licence as its manifest names it: ${license ?? manifestLicence(folder)}\n`
}

export function manifestLicence(folder) {
  const manifest = join(folder, 'package.json')
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).license : undefined
}
