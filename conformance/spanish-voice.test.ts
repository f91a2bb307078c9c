import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

/** How *usted* would be told to do what our advice says, as far as no English word and no subjunctive of ours looks alike. */
const FORMAL =
  /(?<!\p{L})(?:usted|(?:mire|corrija|corríjal[oa]|añada|añádal[oa]s?|escriba|escríbal[oa]|elija|indique(?! --)|revise|compruebe|compruébel[oa]|quite|quítel[oa]|ponga|póngal[oa]|dele|averigüe|inícielo|inclúyalo|recupérelo|restaure|instale|instálelo|detenga|úselo|cífrela|empiécelo|guárdelo|elimínelo|acórtelo|quería decir))(?!\p{L})/giu

const files = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root }).filter(file => !/\.test\.tsx?$/.test(file))

it('says tú in every Spanish sentence of ours, in the console, the terminal and in advice', () => {
  const found = files.flatMap(file =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, at) => [...line.matchAll(FORMAL)].map(([word]) => `${file}:${at + 1} ${word}`)),
  )
  expect(files.length).toBeGreaterThan(500)
  expect(found).toEqual([])
})
