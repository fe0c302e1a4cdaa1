/**
 * `npm run bench -- upload [--mb 2048]`: a file is uploaded to a webhook, whose workflow writes it to a folder of the
 * machine. Memory is that of all processes of the server (PSS), sampled five times a second. Prints JSON.
 */
import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { memoryOf } from '../processes.ts'
import { option, publish, ready, sleep, startServerProcess } from '../server.ts'

const MB = 1024 * 1024
const megabytes = option(process.argv, 'mb', 2048)
const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-upload-'))
const home = join(folder, 'home')
const files = join(folder, 'files')
const settings = {
  MILLRACE_FILE_FOLDERS: files,
  MILLRACE_UPLOAD_MB: String(megabytes + 1),
  MILLRACE_LOG: 'error',
}
mkdirSync(files)
const document = join(folder, 'upload.json')
writeFileSync(document, JSON.stringify(keepUpload(join(files, 'kept.bin'))))
publish(home, document, settings)
const server = await startServerProcess(home, settings)
try {
  // A first start builds the editor: what is measured is the server after that.
  await ready(`http://127.0.0.1:${server.port}/`)
  await sleep(2000)
  const idle = memoryOf(server.pid)
  let peak = idle
  const watch = setInterval(() => (peak = Math.max(peak, memoryOf(server.pid))), 200)
  const began = performance.now()
  const { status, sent } = await upload(server.port)
  const seconds = Math.round((performance.now() - began) / 100) / 10
  clearInterval(watch)
  if (status !== 200) throw new Error(`The webhook answered ${status}.`)
  const same = sent === (await digestOf(join(files, 'kept.bin')))
  console.log(JSON.stringify({ megabytes, seconds, same, memoryMB: { idle, peak } }, null, 2))
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** Sends as many bytes as are asked for; answers with their digest. */
function upload(port: number): Promise<{ readonly status: number; readonly sent: string }> {
  const block = Buffer.alloc(MB, 'Millrace ')
  const hash = createHash('sha256')
  return new Promise((resolve, reject) => {
    const call = request(
      {
        port,
        host: '127.0.0.1',
        path: '/webhook/bench-upload',
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'content-length': megabytes * MB },
      },
      (answer) => {
        answer.resume().once('end', () => resolve({ status: answer.statusCode ?? 0, sent: hash.digest('hex') }))
      },
    )
    call.once('error', reject)
    let left = megabytes
    const write = () => {
      for (; left > 0; left--) {
        // Every block differs, so that one in the wrong place is found out.
        block.writeUInt32BE(left, 0)
        hash.update(block)
        if (!call.write(Buffer.from(block))) {
          left--
          call.once('drain', write)
          return
        }
      }
      call.end()
    }
    write()
  })
}

function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  return new Promise((resolve, reject) => {
    createReadStream(path)
      .on('data', (bytes) => hash.update(bytes))
      .once('error', reject)
      .once('end', () => resolve(hash.digest('hex')))
  })
}

function keepUpload(path: string): object {
  const node = (name: string, type: string, typeVersion: number, parameters: object) => ({
    id: `node-${name.toLowerCase()}-00000`,
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion,
    position: [0, 0],
    parameters,
  })
  return {
    name: 'Keep an upload',
    nodes: [
      {
        ...node('Webhook', 'webhook', 2.1, { httpMethod: 'POST', path: 'bench-upload', responseMode: 'lastNode' }),
        webhookId: 'bench-upload',
      },
      node('Write', 'readWriteFile', 1.1, { operation: 'write', fileName: path, dataPropertyName: 'data' }),
    ],
    connections: { Webhook: { main: [[{ node: 'Write', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  }
}
