/** The editor's folder, for the server that builds and serves it. The app itself starts at `main.tsx`. */
export const editorRoot = new URL('..', import.meta.url)
