import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  // `'{}'` data URIs and inline modules would break the server's content security policy.
  build: {
    manifest: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
  server: { port: 8084, proxy: { '^/(_pasos|2015-03-31|2017|2018|2019|2020|2021)': 'http://localhost:8083' } },
})
