import type { Command, Help } from 'commander'
import { SPANISH_HELP, SPANISH_USAGE } from './spanish-help.ts'

/** Turns the help and the usage errors of a whole command into Spanish. Call once everything is added to it. */
export function speakSpanish(command: Command): void {
  command.description(inSpanish(command.description()))
  command.helpOption('-h, --help', inSpanish('display help for command'))
  if (command.commands.length > 0) command.helpCommand('help [command]', inSpanish('display help for command'))
  for (const option of command.options) option.description = inSpanish(option.description)
  for (const argument of command.registeredArguments) argument.description = inSpanish(argument.description)
  command.configureHelp({ styleTitle: usage, styleUsage: usage, styleSubcommandTerm: usage, optionDescription, argumentDescription })
  command.configureOutput({ outputError: (text, write) => write(usage(text)) })
  for (const inner of command.commands) speakSpanish(inner)
}

function inSpanish(text: string): string {
  return SPANISH_HELP[text] ?? text
}

/** Commander's own words, and ours at the end of them. */
function usage(text: string): string {
  const translated = SPANISH_USAGE.reduce((said, [english, spanish]) => said.replace(english, spanish), text)
  const known = Object.keys(SPANISH_HELP).find(english => translated.trimEnd().endsWith(`. ${english}`))
  return known === undefined ? translated : translated.replace(known, SPANISH_HELP[known]!)
}

/** As Commander's: what the option is for, and in brackets what it takes. */
const optionDescription: Help['optionDescription'] = option => {
  const notes = [
    ...(option.argChoices ? [`valores: ${option.argChoices.map(choice => JSON.stringify(choice)).join(', ')}`] : []),
    ...(option.defaultValue !== undefined && option.defaultValue !== false && option.long?.startsWith('--no-') !== true
      ? [`por defecto: ${option.defaultValueDescription ?? JSON.stringify(option.defaultValue)}`]
      : []),
    ...(option.envVar ? [`variable: ${option.envVar}`] : []),
  ]
  return notes.length > 0 ? `${option.description} (${notes.join(', ')})` : option.description
}

const argumentDescription: Help['argumentDescription'] = argument =>
  argument.defaultValue === undefined
    ? argument.description
    : `${argument.description} (por defecto: ${argument.defaultValueDescription ?? JSON.stringify(argument.defaultValue)})`
