export const bestChromium: readonly (string | undefined)[]
export const otherChromium: readonly string[]
