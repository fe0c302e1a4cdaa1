import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * Builds the editor into `dist/`, which the server serves. No script or style is ever inline: the content
 * security policy allows files of our own only. `gallery` builds the page of fixtures instead (not shipped).
 */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    target: 'es2022',
    outDir: mode === 'gallery' ? '.cache/gallery' : 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { input: mode === 'gallery' ? 'gallery/index.html' : 'index.html' },
  },
  server: { port: 5679, proxy: { '/rest': { target: 'http://127.0.0.1:5678', ws: true } } },
}))
