import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { buildProgram } from './main.ts'
import { SPANISH_HELP } from './spanish-help.ts'

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}

describe('the command in Spanish', () => {
  it('has a translation of every description of every command, argument and option', async () => {
    const described = everyCommand(await buildProgram('en')).flatMap(command => [
      command.description(),
      ...command.options.map(({ description }) => description),
      ...command.registeredArguments.map(({ description }) => description),
    ])
    expect(described.filter(text => text && SPANISH_HELP[text] === undefined)).toEqual([])
  })

  it('shows a help without English headings', async () => {
    for (const command of everyCommand(await buildProgram('es'))) {
      const help = command.helpInformation()
      expect(help).toMatch(/^Uso: pasos/)
      expect(help).not.toMatch(/Usage|Options:|Commands:|Arguments:|default:|choices:|env:|display help|\[options\]/)
    }
  })

  it.each([
    [['--nope'], "error: opción desconocida '--nope'"],
    [['stat'], "error: orden desconocida 'stat'\n(¿Querías decir start?)"],
    [['run'], "error: falta el argumento 'name'"],
    [['start', '--port', 'x'], "error: la opción '-p, --port <number>' no admite el valor 'x'. un número de puerto de 0 a 65535"],
    [['restore', 'f'], "error: falta la opción '-d, --data <folder>'"],
    [['env', '--format', 'x'], "no admite el valor 'x'. Valores posibles: shell, json, terraform."],
    [['env', '--endpoint', 'nonsense'], "no admite el valor 'nonsense'. una dirección http o https como http://127.0.0.1:8083"],
  ])('says of %j what is wrong', async (args, expected) => {
    let said = ''
    const program = await buildProgram('es')
    for (const command of everyCommand(program)) command.configureOutput({ writeErr: text => (said += text) }).exitOverride()
    await expect(program.parseAsync(args, { from: 'user' })).rejects.toThrow()
    expect(said).toContain(expected)
  })
})
