import { firstLoads } from './first-load.ts'

// Prints what each route of the built console costs a new visitor; fails above the limit.
for (const { route, kilobytes, files, limit } of firstLoads()) {
  console.log(`${String(kilobytes).padStart(4)} kB in ${files} files  ${route}`)
  if (kilobytes > limit) process.exitCode = 1
}
