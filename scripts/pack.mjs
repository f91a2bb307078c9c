// `npm run pack [-- FOLDER]`: a tarball that installs anywhere, into `dist/` or the folder given, and `@pasos/test`, which is its door for tests.
// The packages keep their places in it, so whatever a file finds beside itself here it finds there too: threads, schema, bootstraps,
// models, console, example. Types are stripped beforehand, because Node strips none below node_modules.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { ensureConsole, ensureInstalled, modernNode, root, run } from './platform.mjs'
import { billOfMaterials } from './supply-chain/bill-of-materials.mjs'
import { thirdPartyNotices } from './supply-chain/notices.mjs'

/** Files that are read or started by their place and imported by nobody. */
const THREADS = [
  'store-sqlite/src/writer/writer.ts',
  'store-sqlite/src/writer/upkeep.ts',
  'store-sqlite/src/logs/log-thread.ts',
  'engine/src/expressions/expression-thread.ts',
].map(file => `packages/${file}`)
const DATA = [
  'packages/store-sqlite/src/schema',
  'packages/store-postgres/src/schema',
  'packages/lambda/src/bootstrap',
  'packages/models/data',
  'packages/services/src/iam/aws-managed-policies.json',
  'packages/console/dist',
  'packages/graph/dist',
  'packages/pasos/skill',
  'examples',
  'LICENSE',
  'NOTICE',
  'README.md',
]
const ENTRIES = ['packages/pasos/src/index.ts', 'packages/pasos/src/cli/main.ts', 'packages/test/src/index.ts', ...THREADS]

ensureInstalled()
ensureConsole()
run(modernNode(), [join(root, 'packages', 'graph', 'scripts', 'build-element.mjs')])
const out = resolve(process.argv[2] ?? join(root, 'dist'))
const work = mkdtempSync(join(tmpdir(), 'pasos-pack-'))
try {
  const stage = join(work, 'package')
  const sources = await reachable()
  await writeScripts(sources, stage)
  writeTypes(sources, stage)
  for (const place of DATA) cpSync(join(root, place), join(stage, place), { recursive: true, filter: ships })
  // The command reads its version from beside itself.
  write(stage, join('packages', 'pasos', 'package.json'), `${JSON.stringify({ type: 'module', version: manifest().version })}\n`)
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  writeFileSync(join(stage, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(root, lock))
  writeFileSync(join(stage, 'sbom.cdx.json'), `${JSON.stringify(billOfMaterials(manifest(), lock), null, 2)}\n`)
  mkdirSync(out, { recursive: true })
  const doors = join(work, 'test')
  writeTestPackage(doors)
  for (const folder of [stage, doors])
    run('npm', ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', out], { cwd: folder })
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** Every source that the command, its threads and its programming interface can reach, from the root on. */
async function reachable() {
  const esbuild = await import('esbuild')
  const thirdParty = { name: 'third-party', setup: build => build.onResolve({ filter: /^[^.]/ }, external) }
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    bundle: true,
    write: false,
    outdir: work,
    format: 'esm',
    platform: 'node',
    metafile: true,
    logLevel: 'error',
    plugins: [thirdParty],
  })
  return Object.keys(metafile.inputs).sort()
}

function external({ path, kind }) {
  return path.startsWith('@pasos/') || kind === 'entry-point' ? undefined : { external: true }
}

async function writeScripts(sources, stage) {
  const esbuild = await import('esbuild')
  for (const file of [...sources, 'packages/pasos/bin/installed.mjs', 'packages/pasos/bin/pasos.mjs']) {
    const text = readFileSync(join(root, file), 'utf8')
    if (!file.endsWith('.ts')) {
      write(stage, file, file.endsWith('.mjs') ? asScript(text, file) : text)
      continue
    }
    const { code } = await esbuild.transform(text, { loader: 'ts', format: 'esm', target: 'node24', sourcefile: file })
    write(stage, file.replace(/\.ts$/, '.js'), asScript(code, file))
  }
}

/** Declarations of the same sources, made by one run of the compiler over all packages. Whether their types are right `npm run check` says. */
function writeTypes(sources, stage) {
  const config = join(root, 'tsconfig.pack.json')
  const types = join(work, 'types')
  const compilerOptions = {
    noEmit: false,
    noCheck: true,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: '.',
    outDir: types,
    resolveJsonModule: true,
  }
  writeFileSync(config, JSON.stringify({ extends: './tsconfig.base.json', compilerOptions, files: sources.filter(isScript) }))
  try {
    run(modernNode(), [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', config, '--singleThreaded'])
  } finally {
    rmSync(config)
  }
  // All that the compiler wrote: some files hold nothing but types, which no script imports.
  for (const declaration of readdirSync(types, { recursive: true }).filter(file => file.endsWith('.d.ts'))) {
    write(stage, declaration, asScript(readFileSync(join(types, declaration), 'utf8'), declaration))
  }
}

function isScript(file) {
  return file.endsWith('.ts')
}

/** A source's text with its neighbours named as they are called in the package: `./x.js`, and packages of ours by their place. */
function asScript(text, file) {
  return text
    .replace(/(['"])(\.{1,2}\/[^'"\n]*)\.ts\1/g, '$1$2.js$1')
    .replace(/(['"])@pasos\/([\w-]+)(\/[\w./-]+)?\1/g, (_, quote, name, part) => {
      const place = relative(dirname(file), placeOf(name, part)).split(sep).join('/')
      return `${quote}${place.startsWith('.') ? place : `./${place}`}${quote}`
    })
}

function placeOf(name, part) {
  const folder = join('packages', name)
  const { exports } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const target = exports[part ? `.${part}` : '.']
  if (typeof target !== 'string') throw new Error(`@pasos/${name}${part ?? ''} is exported by nobody`)
  return join(folder, target).replace(/\.ts$/, '.js')
}

function ships(place) {
  return !/[\\/](?:\.vite|\.sources|\.terraform[^\\/]*|[^\\/]*\.tfstate[^\\/]*|__pycache__)$/.test(place)
}

function write(stage, file, text) {
  const place = join(stage, file)
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, text)
}

/** One manifest for all: what any of the packages that ship needs, and no script that would run at an installation. */
function manifest() {
  const own = JSON.parse(readFileSync(join(root, 'packages', 'pasos', 'package.json'), 'utf8'))
  const { engines, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const shipped = readdirSync(join(root, 'packages'))
    .filter(name => existsSync(join(root, 'packages', name, 'package.json')))
    .map(name => JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')))
    .filter(({ name }) => name === own.name || own.dependencies[name])
  const needs = kind => {
    const all = shipped.flatMap(each => Object.entries(each[kind] ?? {})).filter(([name]) => !name.startsWith('@pasos/'))
    return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)))
  }
  const dependencies = needs('dependencies')
  const optional = Object.entries(needs('optionalDependencies')).filter(([name]) => !dependencies[name])
  return {
    name: own.name,
    version: own.version,
    description: 'A self-hosted, AWS-compatible Step Functions: durable state machines, functions, IAM and a console in one command',
    keywords: ['aws', 'step-functions', 'state-machine', 'workflow', 'lambda', 'asl', 'local', 'testing'],
    license,
    type: 'module',
    engines,
    bin: { pasos: 'packages/pasos/bin/installed.mjs' },
    exports: {
      '.': { types: './packages/pasos/src/index.d.ts', default: './packages/pasos/src/index.js' },
      './test': { types: './packages/test/src/index.d.ts', default: './packages/test/src/index.js' },
      './graph': { types: './packages/graph/dist/pasos-graph.d.ts', default: './packages/graph/dist/pasos-graph.js' },
      './package.json': './package.json',
    },
    dependencies,
    optionalDependencies: Object.fromEntries(optional),
  }
}

/** `@pasos/test`: the tests' part of the same version of `pasos`, under the name by which tests import it. */
function writeTestPackage(folder) {
  const { name, version, description, license } = JSON.parse(readFileSync(join(root, 'packages', 'test', 'package.json'), 'utf8'))
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const exported = { types: './index.d.ts', default: './index.js' }
  const exports = { '.': exported, './package.json': './package.json' }
  const own = { name, version, description, license, type: 'module', engines, exports, peerDependencies: { pasos: version } }
  write(folder, 'package.json', `${JSON.stringify(own, null, 2)}\n`)
  for (const file of ['index.js', 'index.d.ts']) write(folder, file, "export * from 'pasos/test'\n")
  for (const file of ['LICENSE', 'NOTICE']) cpSync(join(root, file), join(folder, file))
}
