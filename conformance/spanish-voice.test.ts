import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

/** How *usted* would be told to do what our advice says, as far as no English word and no subjunctive of ours looks alike. */
const FORMAL =
  /(?<!\p{L})(?:usted|(?:mire|corrija|corríjal[oa]|añada|añádal[oa]s?|escriba|escríbal[oa]|elija|indique(?! --)|revise|compruebe|compruébel[oa]|quite|quítel[oa]|ponga|póngal[oa]|dele|averigüe|inícielo|inclúyalo|recupérelo|restaure|instale|instálelo|detenga|úselo|cífrela|empiécelo|guárdelo|elimínelo|acórtelo|quería decir))(?!\p{L})/giu

/** What is passed over from its beginning to its end: texts and patterns, so that no `//` of theirs counts for a comment, and comments. */
const TOKENS =
  /\/\/.*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|(?<=[=(,:?&|!{;[]\s*)\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//g

/** Words that every sentence of a language has some of, and that the other one lacks. */
const ENGLISH = /\b(?:the|an|of|to|is|are|was|not|and|or|it|its|that|this|with|for|be|has|have|as|by|which)\b/iu
const SPANISH = /(?<!\p{L})(?:el|la|los|las|de|del|que|un|una|en|por|para|con|su|sus|tu|tus|es|se|lo|al|y|est[aeo]s?)(?!\p{L})|[áéíóúñ¿¡]/iu

/** The formal words of a source's texts, with their lines. A word that English has too counts where its text is not plainly English. */
function formalWords(source: string): string[] {
  const withoutComments = source.replaceAll(TOKENS, token => (/^\/[/*]/.test(token) ? token.replaceAll(/[^\n]/g, '') : token))
  return withoutComments.split('\n').flatMap((line, at) =>
    line
      .split(/(?<!\p{L})['"`]|['"`](?!\p{L})/u)
      .filter(text => SPANISH.test(text) || !ENGLISH.test(text))
      .flatMap(text => [...text.matchAll(FORMAL)].map(([word]) => `${at + 1} ${word}`)),
  )
}

const files = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root }).filter(file => !/\.test\.tsx?$/.test(file))

it('says tú in every Spanish sentence of ours, in the console, the terminal and in advice', () => {
  const found = files.flatMap(file => formalWords(readFileSync(join(root, file), 'utf8')).map(word => `${file}:${word}`))
  expect(files.length).toBeGreaterThan(500)
  expect(found).toEqual([])
})

it.each([
  ["const es = 'Quite el campo.'", ['1 Quite']],
  ["const es = 'Quite.' // here", ['1 Quite']],
  ["// quite so\n/* not\n quite */\nconst es = 'Revise esto'", ['4 Revise']],
  ["x: { en: 'This is not quite the same.', es: 'Añada la lista' }", ['1 Añada']],
  ["const url = 'http://host' + 'quite el'", ['1 quite']],
  ['const quote = /[\'"`]/ // quite\nconst es = `Elija ${one}`', ['2 Elija']],
  ["const en = 'That is quite another thing'", []],
  ['const en = "That\'s quite another thing"', []],
])('finds usted in Spanish alone: %s', (source, found) => expect(formalWords(source)).toEqual(found))
