export const MODES = ['design', 'code', 'config'] as const
export type Mode = (typeof MODES)[number]
