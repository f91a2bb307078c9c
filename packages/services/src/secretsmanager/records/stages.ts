import { limitExceeded } from '../errors.ts'
import type { SecretVersion } from './secret-record.ts'

export const CURRENT = 'AWSCURRENT'
const PREVIOUS = 'AWSPREVIOUS'

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const mostStages = 20
const mostVersions = 100

/** The versions once `stages` are at `versionId`: a label is at one version alone, and what was current becomes the previous one. */
export function withStagesAt(versions: readonly SecretVersion[], versionId: string, stages: readonly string[]): SecretVersion[] {
  const formerly = versions.find(version => version.id !== versionId && version.stages.includes(CURRENT))
  const movesCurrent = stages.includes(CURRENT) && formerly !== undefined
  const moved = versions.map(version => {
    const left = version.stages.filter(stage => !stages.includes(stage) && !(movesCurrent && stage === PREVIOUS))
    if (version.id === versionId) return { ...version, stages: [...left, ...stages] }
    return { ...version, stages: movesCurrent && version === formerly ? [...left, PREVIOUS] : left }
  })
  for (const { stages: present } of moved)
    if (present.length > mostStages) throw limitExceeded(`A version can have at most ${mostStages} staging labels.`)
  return moved
}

/** What is kept, and what goes: versions without a label beyond the hundred newest. */
export function withoutOldest(versions: readonly SecretVersion[]): { kept: SecretVersion[]; gone: SecretVersion[] } {
  const excess = versions.length - mostVersions
  const gone = versions.filter(({ stages }) => stages.length === 0).slice(0, Math.max(0, excess))
  return { kept: versions.filter(version => !gone.includes(version)), gone }
}
