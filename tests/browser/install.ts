/** `npm run browser:install`: a Chromium for the browser suite, from the system's own packages. */
import { spawnSync } from 'node:child_process'
import { findChromium } from './chromium.ts'

const found = findChromium()
if (found) console.log(`Chromium is here: ${found}`)
else if (process.platform === 'linux') {
  const install = 'apt-get update && apt-get install -y --no-install-recommends chromium'
  const asRoot = process.getuid?.() === 0 ? install : `sudo sh -c '${install}'`
  console.log(asRoot)
  process.exitCode = spawnSync('sh', ['-c', asRoot], { stdio: 'inherit' }).status ?? 1
} else {
  console.log('Install Google Chrome or Chromium, then run the tests again.')
  process.exitCode = 1
}
