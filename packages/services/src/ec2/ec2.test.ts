// biome-ignore-all lint/suspicious/noExplicitAny: answers are looked at as the wire would carry them
import { durableCatalog, fakeClock, memoryJournal, seededIds } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { ec2Operations } from './ec2-operations.ts'

const hello = { ImageId: 'ami-0c55b159cbfafe1f0', InstanceType: 't2.micro', MinCount: 1, MaxCount: 1 }
const named = (Value: string) => [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value }] }]

describe('EC2', () => {
  let clock: ReturnType<typeof fakeClock>
  let call: (operation: string, input?: object, context?: Partial<OperationContext>) => Promise<any>
  beforeEach(() => {
    clock = fakeClock(1_700_000_000_000)
    const operations = ec2Operations({ catalog: durableCatalog(memoryJournal()), clock, ids: seededIds() })
    const context = { accountId: '123456789012', region: 'us-west-2' } as OperationContext
    call = async (operation, input = {}, more = {}) => operations[operation]!(input, { ...context, ...more })
  })
  const run = async (more: object = {}): Promise<string> => {
    const { Instances } = await call('RunInstances', { ...hello, ...more })
    return Instances[0].InstanceId
  }

  it('keeps an instance as a record that says so, wherever a state has a reason', async () => {
    const id = await run({ TagSpecifications: named('example-instance') })
    const { Reservations } = await call('DescribeInstances', { InstanceIds: [id] })
    const [instance] = Reservations[0].Instances
    expect(instance).toMatchObject({
      ImageId: hello.ImageId,
      State: { Code: 16, Name: 'running' },
      Tags: [{ Key: 'Name', Value: 'example-instance' }],
    })
    expect(instance.StateReason.Message).toContain('no machine runs here')
  })

  it('tells of zones and regions what is asked of them: by name, by id, and by filters', async () => {
    const zones = async (input: object) =>
      (await call('DescribeAvailabilityZones', input)).AvailabilityZones.map(({ ZoneName }: { ZoneName: string }) => ZoneName)
    expect(await zones({})).toEqual(['us-west-2a', 'us-west-2b', 'us-west-2c'])
    expect(await zones({ ZoneNames: ['us-west-2b'] })).toEqual(['us-west-2b'])
    expect(await zones({ ZoneIds: ['us-west-2-az3'] })).toEqual(['us-west-2c'])
    const available = { Name: 'state', Values: ['available'] }
    expect(await zones({ Filters: [available, { Name: 'zone-name', Values: ['*a'] }] })).toEqual(['us-west-2a'])
    expect(await zones({ Filters: [available, { Name: 'zone-type', Values: ['local-zone'] }] })).toEqual([])
    for (const asked of [{ ZoneNames: ['us-west-2z'] }, { ZoneIds: ['z'] }])
      await expect(zones(asked)).rejects.toMatchObject({ code: 'InvalidParameterValue' })
    const regions = async (input: object) =>
      (await call('DescribeRegions', input)).Regions.map(({ RegionName }: { RegionName: string }) => RegionName)
    expect(await regions({})).toEqual(['us-west-2'])
    expect(await regions({ RegionNames: ['eu-west-1', 'us-gov-east-1'] })).toEqual(['eu-west-1', 'us-gov-east-1'])
    expect(await regions({ Filters: [{ Name: 'endpoint', Values: ['*eu*'] }] })).toEqual([])
    await expect(regions({ RegionNames: ['nowhere'] })).rejects.toMatchObject({ code: 'InvalidParameterValue' })
  })

  it('keeps how a machine would be told of itself, and whether it would be watched', async () => {
    const required = { HttpTokens: 'required', HttpPutResponseHopLimit: 2 }
    const id = await run({ MetadataOptions: required })
    const described = async () => (await call('DescribeInstances', { InstanceIds: [id] })).Reservations[0].Instances[0]
    const initial = { State: 'applied', HttpEndpoint: 'enabled', HttpProtocolIpv6: 'disabled', InstanceMetadataTags: 'disabled' }
    expect((await described()).MetadataOptions).toEqual({ ...initial, ...required })
    const changed = { ...initial, ...required, HttpPutResponseHopLimit: 1, InstanceMetadataTags: 'enabled' }
    const change = { InstanceId: id, HttpPutResponseHopLimit: 1, InstanceMetadataTags: 'enabled' }
    expect(await call('ModifyInstanceMetadataOptions', change)).toEqual({ InstanceId: id, InstanceMetadataOptions: changed })
    expect((await described()).MetadataOptions).toEqual(changed)
    const { InstanceMonitorings } = await call('MonitorInstances', { InstanceIds: [id] })
    expect(InstanceMonitorings).toEqual([{ InstanceId: id, Monitoring: { State: 'pending' } }])
    expect((await described()).Monitoring).toEqual({ State: 'enabled' })
    const off = await call('UnmonitorInstances', { InstanceIds: [id] })
    expect([off.InstanceMonitorings[0].Monitoring, (await described()).Monitoring]).toEqual([{ State: 'disabling' }, { State: 'disabled' }])
    await expect(call('MonitorInstances', { InstanceIds: ['i-00000000000000000'] })).rejects.toMatchObject({
      code: 'InvalidInstanceID.NotFound',
    })
  })

  it('is given other data of its user, and lets others’ packets through', async () => {
    const id = await run({ UserData: Buffer.from('one').toString('base64') })
    const attribute = async (Attribute: string) => call('DescribeInstanceAttribute', { InstanceId: id, Attribute })
    await call('ModifyInstanceAttribute', { InstanceId: id, UserData: { Value: Buffer.from('two') } })
    expect((await attribute('userData')).UserData).toEqual({ Value: Buffer.from('two').toString('base64') })
    expect((await attribute('sourceDestCheck')).SourceDestCheck).toEqual({ Value: true })
    await call('ModifyInstanceAttribute', { InstanceId: id, SourceDestCheck: { Value: false } })
    expect((await attribute('sourceDestCheck')).SourceDestCheck).toEqual({ Value: false })
    const { Reservations } = await call('DescribeInstances', { InstanceIds: [id] })
    expect(Reservations[0].Instances[0].SourceDestCheck).toBe(false)
    expect((await attribute('userData')).UserData).toEqual({ Value: Buffer.from('two').toString('base64') })
  })

  it('answers the same instance to the same client token', async () => {
    const first = await run({ ClientToken: 'once' })
    expect(await run({ ClientToken: 'once' })).toBe(first)
    expect(await run({ ClientToken: 'twice' })).not.toBe(first)
  })

  it('finds instances by filters, in their account and region only', async () => {
    const id = await run({ TagSpecifications: named('web-1') })
    await run({ TagSpecifications: named('db-1') })
    const found = async (Filters: object[], context = {}) => {
      const { Reservations } = await call('DescribeInstances', { Filters }, context)
      return Reservations.flatMap((one: any) => one.Instances.map((instance: any) => instance.InstanceId))
    }
    expect(await found([{ Name: 'tag:Name', Values: ['web-*'] }])).toEqual([id])
    expect(await found([{ Name: 'instance-state-name', Values: ['stopped'] }])).toEqual([])
    expect(await found([], { region: 'eu-west-1' })).toEqual([])
    expect(await found([], { accountId: '210987654321' })).toEqual([])
  })

  it('stops, starts and terminates, and shows what is terminated for an hour', async () => {
    const id = await run()
    const { StoppingInstances } = await call('StopInstances', { InstanceIds: [id] })
    expect(StoppingInstances[0]).toMatchObject({ PreviousState: { Name: 'running' }, CurrentState: { Name: 'stopping' } })
    await call('StartInstances', { InstanceIds: [id] })
    await call('ModifyInstanceAttribute', { InstanceId: id, DisableApiTermination: { Value: true } })
    await expect(call('TerminateInstances', { InstanceIds: [id] })).rejects.toMatchObject({ code: 'OperationNotPermitted' })
    await call('ModifyInstanceAttribute', { InstanceId: id, DisableApiTermination: { Value: false } })
    await call('TerminateInstances', { InstanceIds: [id] })
    expect((await call('DescribeInstances')).Reservations[0].Instances[0].State.Name).toBe('terminated')
    await expect(call('StartInstances', { InstanceIds: [id] })).rejects.toMatchObject({ code: 'IncorrectInstanceState' })
    await clock.advance(3_600_001)
    expect((await call('DescribeInstances')).Reservations).toEqual([])
  })

  it('changes tags', async () => {
    const id = await run({ TagSpecifications: named('before') })
    await call('CreateTags', {
      Resources: [id],
      Tags: [
        { Key: 'Name', Value: 'after' },
        { Key: 'More', Value: 'x' },
      ],
    })
    await call('DeleteTags', { Resources: [id], Tags: [{ Key: 'More', Value: 'other' }] })
    const { Tags } = await call('DescribeTags', { Filters: [{ Name: 'resource-id', Values: [id] }] })
    expect(Tags.map((tag: any) => [tag.Key, tag.Value])).toEqual([
      ['Name', 'after'],
      ['More', 'x'],
    ])
  })

  it.each([
    ['RunInstances', { ...hello, ImageId: 'nonsense' }, 'InvalidAMIID.Malformed'],
    ['RunInstances', { ...hello, MaxCount: 0 }, 'InvalidParameterValue'],
    ['RunInstances', { ...hello, MaxCount: 500 }, 'InstanceLimitExceeded'],
    ['DescribeInstances', { InstanceIds: ['i-0123456789abcdef0'] }, 'InvalidInstanceID.NotFound'],
    ['DescribeInstances', { InstanceIds: ['nonsense'] }, 'InvalidInstanceID.Malformed'],
  ])('%s of %o is refused as %s', async (operation, input, code) => {
    await expect(call(operation, input)).rejects.toMatchObject({ code })
  })
})
