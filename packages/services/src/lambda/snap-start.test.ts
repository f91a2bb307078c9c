import { expect, it } from 'vitest'
import { lambdaWorld } from './testing/lambda-world.ts'

const SnapStart = { ApplyOn: 'PublishedVersions' }
const [on, off, none] = [
  { ...SnapStart, OptimizationStatus: 'On' },
  { ...SnapStart, OptimizationStatus: 'Off' },
  { ApplyOn: 'None', OptimizationStatus: 'Off' },
]

it('SnapStart is on for the versions that are published under it, and never for $LATEST', async () => {
  const { call, create } = await lambdaWorld()
  expect((await create('f', { Runtime: 'python3.12' })).SnapStart).toEqual(none)
  const changed = (more: object) => call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f', ...more })
  const published = () => call('lambda', 'PublishVersion', { FunctionName: 'f' })
  expect((await published()).SnapStart).toEqual(none)
  expect((await changed({ SnapStart })).SnapStart).toEqual(off)
  expect((await changed({ Timeout: 5 })).SnapStart).toEqual(off)
  expect(await published()).toMatchObject({ Version: '2', SnapStart: on })
  expect((await changed({ SnapStart: { ApplyOn: 'None' } })).SnapStart).toEqual(none)
  const { Versions } = await call('lambda', 'ListVersionsByFunction', { FunctionName: 'f' })
  expect(Versions.map((each: { SnapStart: object }) => each.SnapStart)).toEqual([none, none, on])
  expect((await create('g', { Runtime: 'python3.13', SnapStart, Publish: true })).SnapStart).toEqual(on)
})

it.each([
  [{ Runtime: 'nodejs24.x' }, 'nodejs24.x is not supported for SnapStart enabled functions.'],
  [{ Runtime: 'python3.11' }, 'python3.11 is not supported for SnapStart enabled functions.'],
  [{ Runtime: 'provided.al2023' }, 'provided.al2023 is not supported for SnapStart enabled functions.'],
  [{ EphemeralStorage: { Size: 513 } }, 'EphemeralStorage of 513 MB is not supported for SnapStart enabled functions.'],
  [
    { FileSystemConfigs: [{ Arn: 'arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-1', LocalMountPath: '/mnt/a' }] },
    'FileSystemConfigs is not supported for SnapStart enabled functions.',
  ],
])('SnapStart is refused beside %j, however it comes there', async (more, refusal) => {
  const { call, create } = await lambdaWorld()
  const fit = { Runtime: 'python3.14', EphemeralStorage: { Size: 512 }, SnapStart }
  await expect(create('f', { ...fit, ...more })).rejects.toMatchObject({ code: 'InvalidParameterValueException', message: refusal })
  await create('f', fit)
  await expect(call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f', ...more })).rejects.toThrow(refusal)
  await call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f', SnapStart: { ApplyOn: 'None' }, ...more })
  await expect(call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f', SnapStart })).rejects.toThrow(refusal)
})
