/** Begins an execution when something happens to a file of the server, or in a folder of it. */
import { setTimeout as sleep } from 'node:timers/promises'
import * as m from '@millrace/sdk'
import { type FileEvent, FolderWatch, ignoring, lookInto, type WatchedFolder } from './watch-folder.ts'

const levels = [
  [1, 'One level down'],
  [2, 'Two levels down'],
  [3, 'Three levels down'],
  [4, 'Four levels down'],
  [5, 'Five levels down'],
  [0, 'Only the folder itself'],
  [-1, 'All'],
] as const

const input = {
  triggerOn: m.variants(
    'Watch',
    {
      file: m.variant('A file', { path: m.text('File', { placeholder: '/data/report.csv' }) }),
      folder: m.variant('A folder', {
        path: m.text('Folder', { placeholder: '/data/in' }),
        events: m.choices(
          'What happens',
          {
            add: 'A file comes',
            change: 'A file changes',
            unlink: 'A file goes',
            addDir: 'A folder comes',
            unlinkDir: 'A folder goes',
          },
          { required: true },
        ),
      }),
    },
    { default: '', required: true },
  ),
  options: m.collection('Options', {
    awaitWriteFinish: m.flag('Wait until it is written'),
    followSymlinks: m.flag('Follow links', { default: true, help: 'Has no effect: links are never followed.' }),
    ignored: m.text('Leave out', { placeholder: '**/*.tmp' }),
    ignoreInitial: m.flag('Leave out what is there already', { default: true }),
    depth: m.choice('Folders below', levels, { default: -1 }),
    usePolling: m.flag('Look now and then', { help: 'Has no effect: it always looks.' }),
    ignoreMode: m.choice('What is left out', { match: 'Paths that are like it', contain: 'Paths that hold it' }),
  }),
}

/** How often it looks, in milliseconds. */
const lookEvery = 1000

async function watch(context: m.WatchContext): Promise<void> {
  const { triggerOn, path, options, ...given } = m.read(input, context.parameters, context.node.version)
  const { disk } = context.machine
  const isFile = triggerOn === 'file'
  const wanted: ReadonlySet<FileEvent> = new Set(isFile ? ['change'] : (given.events ?? []))
  const watched: WatchedFolder = {
    folder: isFile ? path.replace(/\/[^/]*$/, '') || '/' : path,
    depth: isFile ? 0 : options.depth === undefined || options.depth < 0 ? undefined : options.depth,
    isIgnored: isFile ? (one) => one !== path : ignoring(options.ignored ?? '', options.ignoreMode ?? 'match'),
    settled: options.awaitWriteFinish === true,
  }
  // A folder that may not be used says so at once: nothing is told of one that is not there.
  const first = await lookInto(disk, watched)
  const folder = new FolderWatch(options.ignoreInitial === false ? new Map() : first, watched.settled)
  for (;;) {
    for (const { event, path: at } of folder.next(await lookInto(disk, watched))) {
      if (wanted.has(event)) await context.begin(async () => [{ json: { event, path: at } }])
    }
    await sleep(lookEvery, undefined, { signal: context.signal })
  }
}

export const localFileTrigger = m.defineNode({
  type: 'localFileTrigger',
  name: 'Local File Trigger',
  about: 'Starts the workflow when a file of the server changes, or something happens in a folder of it.',
  openedBy: 'MILLRACE_FILE_FOLDERS',
  icon: 'lucide:folder-search',
  category: 'trigger',
  aliases: ['watch', 'folder', 'file', 'disk', 'upload', 'change'],
  summary: [{ text: '{path}' }],
  input,
  trigger: { by: 'watch', watch: { watch } },
})
