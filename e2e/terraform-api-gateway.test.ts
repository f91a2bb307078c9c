import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer, temporaryFolder } from './running-server.ts'
import { terraform, whatTerraformMisses } from './terraform.ts'

const missing = whatTerraformMisses()

describe.runIf(!missing)('an API of API Gateway in Terraform', () => {
  const { folder, remove } = temporaryFolder('terraform-api')
  let server: RunningServer
  const run = (...args: string[]) => terraform(folder, server.url, ...args)
  beforeAll(async () => {
    server = await startServer({ folder: join(folder, 'data') })
    cpSync(fileURLToPath(new URL('terraform-api-gateway/main.tf', import.meta.url)), join(folder, 'main.tf'))
    expect(await run('init', '-backend=false')).toMatchObject({ code: 0 })
  })
  afterAll(async () => {
    await server?.stop()
    remove()
  })

  it('is made, changed in place in all its parts, called, and taken away, with no changes left to plan', async () => {
    const path = async () => (await run('output', '-raw', 'path')).text.trim()
    const ask = async (at: string, body = '{"item":"a","count":1}') => {
      const headers = { 'content-type': 'application/json', 'x-a': 'a' }
      const answer = await fetch(`${server.url}${at}`, { method: 'POST', headers, body })
      return { status: answer.status, kind: answer.headers.get('x-kind'), text: await answer.text() }
    }
    const apply = (step: number) => run('apply', '-auto-approve', `-var=step=${step}`)
    const plan = (step: number) => run('plan', '-detailed-exitcode', `-var=step=${step}`)

    const applied = await apply(1)
    expect(applied, applied.text).toMatchObject({ code: 0, text: expect.stringContaining('15 added') })
    expect(await plan(1)).toMatchObject({ code: 0 })
    // AWS_IAM: nobody has signed.
    expect(await ask(await path())).toMatchObject({ status: 403 })

    const changed = await apply(2)
    expect(changed, changed.text).toMatchObject({ code: 0, text: expect.stringContaining('1 added, 11 changed, 1 destroyed') })
    const again = await plan(2)
    expect(again, again.text).toMatchObject({ code: 0 })
    expect(await ask(`${await path()}/none`)).toEqual({ status: 404, kind: 'none', text: '{"no":"Missing Authentication Token"}' })
    const refused = (message: string) => ({ status: 400, text: JSON.stringify({ message }) })
    expect(await ask(await path())).toMatchObject(refused('Missing required request parameters: [b]'))
    expect(await ask(`${await path()}?b=1`, '{"item":"a"}')).toMatchObject(refused('Invalid request body'))
    const { status, kind, text } = await ask(`${await path()}?b=1`)
    expect({ status, kind, output: JSON.parse(text) }).toEqual({ status: 200, kind: 'second', output: { taken: true } })

    expect(await run('destroy', '-auto-approve', '-var=step=2')).toMatchObject({ code: 0, text: expect.stringContaining('15 destroyed') })
  }, 280_000)
})
