import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { told } from './testing/told.ts'

/** What bash would offer for a line, by the script. */
function offered(script: string, words: readonly string[]): string[] {
  const quoted = words.map(word => `'${word}'`).join(' ')
  const ask = `${script}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _pasos; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', ask], { encoding: 'utf8', cwd: import.meta.dirname })
    .split('\n')
    .filter(Boolean)
}

test.skipIf(process.platform === 'win32')('bash completes commands, the options of each, and files', async () => {
  const { out } = await told(['completion', 'bash'])
  expect(offered(out, ['pasos', 'va'])).toEqual(['validate'])
  expect(offered(out, ['pasos', ''])).toEqual(expect.arrayContaining(['start', 'completion', '--version']))
  expect(offered(out, ['pasos', 'validate', '--stri'])).toEqual(['--strict'])
  expect(offered(out, ['pasos', 'graph', '--stri'])).toEqual([])
  expect(offered(out, ['pasos', 'validate', 'completion.t'])).toEqual(expect.arrayContaining(['completion.ts', 'completion.test.ts']))
})

test('zsh reads that of bash, fish has its own, in the language of the terminal', async () => {
  expect((await told(['completion', 'zsh'])).out).toMatch(/^autoload -U \+X bashcompinit && bashcompinit\n_pasos\(\)/)
  const fish = (await told(['completion', 'fish'], { LC_ALL: 'es_ES.UTF-8' })).out
  expect(fish).toContain("complete -c pasos -n __fish_use_subcommand -a doctor -d 'mira si un servidor funciona bien en esta máquina'")
  expect(fish).toMatch(/^complete -c pasos -n '__fish_seen_subcommand_from start' -s p -l port -d '.+'$/m)
  expect((await told(['completion', 'tcsh'])).code).toBe(2)
})
