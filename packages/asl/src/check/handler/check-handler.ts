/** A function as it is about to be deployed. */
export interface FunctionPackage {
  /** e.g. `nodejs22.x`, `python3.13`. Without one the files tell. */
  runtime?: string
  /** As configured, e.g. `src/main.handler`. */
  handler: string
  /** Paths of the files in the package, `/` between folders. */
  files: readonly string[]
}

export type HandlerProblem =
  | { kind: 'format'; handler: string }
  | { kind: 'file'; handler: string; expected: string; files: string; suggestion?: string }

const ENDINGS: Readonly<Record<'nodejs' | 'python' | 'ruby', readonly string[]>> = {
  nodejs: ['.js', '.mjs', '.cjs'],
  python: ['.py', '/__init__.py'],
  ruby: ['.rb'],
}
const MAX_SHOWN = 10

/**
 * Whether the package holds the file that the handler names. Lambda finds out at the first call only
 * (Runtime.ImportModuleError, Runtime.HandlerNotFound). Undefined when all is well, or for runtimes whose handler names no file.
 */
export function checkHandler({ runtime, handler, files }: FunctionPackage): HandlerProblem | undefined {
  const language = languageOf(runtime, files)
  if (language === undefined) return undefined
  const parts = splitHandler(handler, language)
  if (parts === undefined) return { kind: 'format', handler }
  const [module, name] = parts
  const paths = files.map(file => file.replace(/^\.?\//, ''))
  const candidates = ENDINGS[language].map(ending => module + ending)
  if (candidates.some(candidate => paths.includes(candidate))) return undefined
  const suggestion = suggest(module, name, paths, ENDINGS[language])
  const shown = paths.slice(0, MAX_SHOWN).join(', ')
  return {
    kind: 'file',
    handler,
    expected: candidates[0]!,
    files: paths.length === 0 ? '–' : paths.length > MAX_SHOWN ? `${shown}, …` : shown,
    ...(suggestion !== undefined && { suggestion }),
  }
}

function languageOf(runtime: string | undefined, files: readonly string[]): keyof typeof ENDINGS | undefined {
  const known = /^(nodejs|python|ruby)/.exec(runtime ?? '')?.[1]
  if (known !== undefined) return known as keyof typeof ENDINGS
  if (runtime !== undefined) return undefined
  if (files.some(file => /\.[mc]?js$/.test(file))) return 'nodejs'
  if (files.some(file => file.endsWith('.py'))) return 'python'
  return files.some(file => file.endsWith('.rb')) ? 'ruby' : undefined
}

/** `src/main.handler` → `src/main` and `handler`. Python also separates folders by dots, Node.js exports may contain them. */
function splitHandler(handler: string, language: keyof typeof ENDINGS): [string, string] | undefined {
  const name = handler.slice(handler.lastIndexOf('/') + 1)
  const dot = language === 'nodejs' ? name.indexOf('.') : name.lastIndexOf('.')
  if (dot <= 0 || dot === name.length - 1) return undefined
  const module = handler.slice(0, handler.length - name.length + dot)
  return [language === 'python' ? module.replaceAll('.', '/') : module, name.slice(dot + 1)]
}

/** The handler that would find a file: one of the same name in another folder, or the only file there is. */
function suggest(module: string, name: string, files: readonly string[], endings: readonly string[]): string | undefined {
  const modules = files.flatMap(file => {
    const ending = endings.find(known => file.endsWith(known))
    return ending === undefined || file.includes('node_modules/') ? [] : [file.slice(0, -ending.length)]
  })
  const wanted = module.slice(module.lastIndexOf('/') + 1)
  const namesakes = modules.filter(candidate => candidate.slice(candidate.lastIndexOf('/') + 1) === wanted)
  const found = namesakes.length > 0 ? namesakes : modules.length === 1 ? modules : []
  const best = found.toSorted((a, b) => a.length - b.length)[0]
  return best === undefined ? undefined : `${best}.${name}`
}
