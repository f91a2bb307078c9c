import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  // Nothing inline: the server's content security policy allows scripts from files only.
  build: {
    manifest: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
  server: {
    port: 8084,
    proxy: {
      // The APIs share `/` with the pages: what the SDKs send is signed, what the live streams ask for begins with `/_pasos`.
      '/': {
        target: 'http://localhost:8083',
        bypass: request => (request.headers.authorization || request.url?.startsWith('/_pasos') ? undefined : request.url),
      },
    },
  },
})
