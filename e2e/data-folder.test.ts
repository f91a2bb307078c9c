import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientOptions, eventually, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const trust = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }] }
const definition = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}'

/** A server whose data folder is taken from under it must not go on promising what nobody will find again. */
describe('a data folder that goes away', () => {
  let place: ReturnType<typeof temporaryFolder>
  let folder: string
  let server: RunningServer

  beforeEach(async () => {
    place = temporaryFolder('gone')
    folder = join(place.folder, 'data')
    server = await startServer({ folder, args: ['--no-example'] })
  })
  afterEach(async () => {
    await server.stop('SIGKILL')
    place.remove()
  })

  const ended = async (): Promise<{ code: number | null; said: string[] }> => {
    const code = await eventually('the end of the server', async () => server.process.exitCode ?? undefined, 10_000)
    const said = server.output().split('\n').filter(Boolean)
    return { code, said: said.slice(said.findIndex(line => line.includes('can no longer be written'))) }
  }

  it('stops the server though nobody calls, with one line', async () => {
    rmSync(folder, { recursive: true })
    const { code, said } = await ended()
    expect(code).toBe(1)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('deleted, moved or replaced. Pasos stops;')
    // What is gone is on no disk, and no start finds it by itself.
    expect(said[0]).toContain('in the files that it had open, and a start on them recovers it.')
  })

  it('stops it too when another folder stands in its place', async () => {
    const other = join(place.folder, 'other')
    await (await startServer({ folder: other, args: ['--no-example'] })).stop()
    renameSync(folder, join(place.folder, 'moved'))
    renameSync(other, folder)
    expect((await ended()).code).toBe(1)
  })

  it('acknowledges no start, and answers those that wait so that an SDK tries again', async () => {
    const iam = new IAMClient(clientOptions(server.url))
    const states = new SFNClient(clientOptions(server.url))
    const role = await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: JSON.stringify(trust) }))
    const machine = { name: 'm', definition, roleArn: role.Role!.Arn! }
    const { stateMachineArn } = await states.send(new CreateStateMachineCommand(machine))
    rmSync(folder, { recursive: true })
    const starts = Array.from({ length: 30 }, () =>
      states.send(new StartExecutionCommand({ stateMachineArn })).then(
        () => 'acknowledged',
        // Without a status: the call came when the server was gone.
        (error: { $metadata?: { httpStatusCode?: number } }) => error.$metadata?.httpStatusCode ?? 'not connected',
      ),
    )
    const outcomes = await Promise.all(starts)
    expect(outcomes).toContain(500)
    expect(outcomes.filter(outcome => outcome !== 500 && outcome !== 'not connected')).toEqual([])
    expect((await ended()).code).toBe(1)
  })
})
