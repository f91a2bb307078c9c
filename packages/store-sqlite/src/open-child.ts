import { openEngine } from '@pasos/engine'
import { sqliteStore } from './open-sqlite-store.ts'

/** Opens an engine on FOLDER and closes it; when it can't be opened says why in one line. Ends by itself in any case. */
const [folder] = process.argv.slice(2)

try {
  const engine = await openEngine({
    ...{ store: sqliteStore({ folder: folder! }), connectors: [], accountId: '123456789012', region: 'us-east-1' },
    onFatal: error => {
      throw error
    },
  })
  await engine.close()
} catch (error) {
  process.stdout.write(`${(error as Error).name}: ${(error as Error).message}\n`)
  process.exitCode = 1
}
