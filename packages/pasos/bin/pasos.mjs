#!/usr/bin/env node
// Checks the platform before anything that an older Node could not even parse is loaded.
import module from 'node:module'

if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(`Pasos needs Node 24 or newer; this is Node ${process.versions.node}. "npm start" brings its own.`)
  process.exit(1)
}
module.enableCompileCache?.()
const { main } = await import('../src/cli/main.ts')
await main(process.argv.slice(2))
