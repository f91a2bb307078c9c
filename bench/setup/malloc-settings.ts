/** What the server's process gets from whoever starts it, as in the first line of packages/pasos/bin/pasos.mjs. */
export const mallocSettings = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '131072' }
