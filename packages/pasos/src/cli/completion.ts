import { Argument, type Command } from 'commander'

type Shell = 'bash' | 'zsh' | 'fish'

/**
 * `pasos completion SHELL`: a script that makes the shell complete commands, options and files.
 * @param allCommands the whole command: this file is loaded without the others
 */
export function addCompletionCommand(program: Command, allCommands: () => Promise<Command>): void {
  program
    .command('completion')
    .description('print a script by which a shell completes commands and options')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: Shell) => {
      process.stdout.write(SCRIPTS[shell](await allCommands()))
    })
}

function bash({ commands }: Command): string {
  const cases = commands.map(command => `    ${command.name()}) words='${optionsOf(command).join(' ')}' ;;`)
  return `_pasos() {
  local words='' current=\${COMP_WORDS[COMP_CWORD]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${commands.map(command => command.name()).join(' ')} --help --version' -- "$current"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}
complete -o filenames -F _pasos pasos
`
}

function optionsOf({ options }: Command): string[] {
  return [...options.flatMap(({ long }) => (long ? [long] : [])), '--help']
}

function fish({ commands }: Command): string {
  const lines = commands.flatMap(command => {
    const name = command.name()
    const options = command.options.map(({ long, short, description }) => {
      const written = [...(short ? [`-s ${short.slice(1)}`] : []), ...(long ? [`-l ${long.slice(2)}`] : [])].join(' ')
      return `complete -c pasos -n '__fish_seen_subcommand_from ${name}' ${written} -d '${quoted(description)}'`
    })
    return [`complete -c pasos -n __fish_use_subcommand -a ${name} -d '${quoted(command.description())}'`, ...options]
  })
  return `${lines.join('\n')}\n`
}

function quoted(text: string): string {
  return text.replace(/[\\']/g, '\\$&')
}

const SCRIPTS: Readonly<Record<Shell, (program: Command) => string>> = {
  bash,
  zsh: program => `autoload -U +X bashcompinit && bashcompinit\n${bash(program)}`,
  fish,
}
