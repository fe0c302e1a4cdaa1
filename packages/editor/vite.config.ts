import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * Builds the editor into `dist/`, which the server serves. No script or style is ever inline: the content
 * security policy allows files of our own only.
 */
export default defineConfig(({ command }) => {
  // What is built is what people get, also where a test run that says otherwise has it built.
  if (command === 'build') process.env.NODE_ENV = 'production'
  return {
    root: import.meta.dirname,
    plugins: [react()],
    build: {
      target: 'es2022',
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
      // Our packages' doors re-export much; what a page does not use has no effect and is left out.
      rolldownOptions: {
        treeshake: {
          moduleSideEffects: [{ test: /packages[\\/](workflow|expression|sdk|api)[\\/]/, sideEffects: false }],
        },
      },
    },
    server: { port: 5679, proxy: { '/rest': { target: 'http://127.0.0.1:5678', ws: true } } },
  }
})
