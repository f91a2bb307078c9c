import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { openBrowser } from './browser.ts'
import { type RunningServer, startServer, temporaryFolder } from './running-server.ts'

export interface Scene {
  server: RunningServer
  browser: Browser
}

/** A server with a browser before it for the tests of a `describe`: both are there before them and gone after them. */
export function consoleScene(name: string, begin: (scene: Scene) => void | Promise<void>): void {
  const { folder, remove } = temporaryFolder(name)
  let scene: Partial<Scene> = {}
  beforeAll(async () => {
    const [server, browser] = await Promise.all([startServer({ folder }), openBrowser()])
    scene = { server, browser }
    await begin({ server, browser })
  })
  afterAll(async () => {
    await scene.browser?.close()
    await scene.server?.stop()
    remove()
  })
}
