import type { Disk, StampedEntry } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { FolderWatch, ignoring, lookInto, type WatchedFolder } from './watch-folder.ts'

/** A disk whose files are lines `path: content`; a path with a slash at its end is a folder. */
function diskOf(files: Readonly<Record<string, number>>): Disk {
  const closed = () => {
    throw new Error('Only looking is open.')
  }
  const stamped = async (folder: string): Promise<readonly StampedEntry[]> => {
    const below = Object.keys(files).filter((path) => path.startsWith(`${folder}/`) && path !== `${folder}/`)
    const names = new Map(below.map((path) => [path.slice(folder.length + 1).split('/')[0] ?? '', path]))
    return [...names].map(([name, path]) => {
      const isFile = path === `${folder}/${name}`
      return { name, kind: isFile ? 'file' : 'folder', bytes: 1, changedAt: isFile ? (files[path] ?? 0) : 0 }
    })
  }
  const unused = { read: closed, chunks: closed, write: closed, about: closed, makeFolder: closed, remove: closed }
  return { entries: stamped, stamped, ...unused }
}

const everything: WatchedFolder = { folder: '/in', depth: undefined, isIgnored: () => false, settled: false }

type Looks = readonly Readonly<Record<string, number>>[]

async function watched(looks: Looks, more: Partial<WatchedFolder> = {}) {
  const [first = {}, ...rest] = looks
  const options = { ...everything, ...more }
  const watch = new FolderWatch(await lookInto(diskOf(first), options), options.settled)
  const told: string[][] = []
  for (const look of rest) {
    told.push(watch.next(await lookInto(diskOf(look), options)).map(({ event, path }) => `${event} ${path}`))
  }
  return told
}

describe('a folder', () => {
  test('tells what comes, changes and goes, and nothing twice', async () => {
    const looks: Looks = [
      { '/in/a': 1 },
      { '/in/a': 1, '/in/b': 1 },
      { '/in/a': 2, '/in/b': 1 },
      { '/in/a': 2 },
      { '/in/a': 2 },
    ]
    expect(await watched(looks)).toEqual([['add /in/b'], ['change /in/a'], ['unlink /in/b'], []])
  })

  test('tells of folders with what is in them', async () => {
    const looks: Looks = [{}, { '/in/sub/a': 1 }, {}]
    expect(await watched(looks)).toEqual([
      ['addDir /in/sub', 'add /in/sub/a'],
      ['unlinkDir /in/sub', 'unlink /in/sub/a'],
    ])
  })

  test('is looked into as deep as it is meant to', async () => {
    const looks: Looks = [{}, { '/in/one/two/a': 1 }]
    expect(await watched(looks, { depth: 0 })).toEqual([['addDir /in/one']])
    expect(await watched(looks, { depth: 1 })).toEqual([['addDir /in/one', 'addDir /in/one/two']])
  })

  test('waits until a file is written', async () => {
    const looks: Looks = [
      {},
      { '/in/a': 1 },
      { '/in/a': 2 },
      { '/in/a': 2 },
      { '/in/a': 2 },
      { '/in/a': 3 },
      { '/in/a': 3 },
    ]
    expect(await watched(looks, { settled: true })).toEqual([[], [], ['add /in/a'], [], [], ['change /in/a']])
  })

  test('leaves out what it is told to', async () => {
    const looks: Looks = [{}, { '/in/a.tmp': 1, '/in/tmp/b': 1, '/in/c': 1 }]
    expect(await watched(looks, { isIgnored: ignoring('**/*.tmp', 'match') })).toEqual([
      ['addDir /in/tmp', 'add /in/tmp/b', 'add /in/c'],
    ])
    expect(await watched(looks, { isIgnored: ignoring('tmp', 'contain') })).toEqual([['add /in/c']])
  })

  test('tells of a file that takes the place of a folder', async () => {
    expect(await watched([{ '/in/a/b': 1 }, { '/in/a': 1 }])).toEqual([
      ['unlinkDir /in/a', 'unlink /in/a/b', 'add /in/a'],
    ])
  })
})
