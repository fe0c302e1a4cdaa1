// Loaded into a process that a server starts: its input is a pipe that nobody writes to, so that it closes when the
// server is gone, however it went. Plain JavaScript: it is loaded before anything else.
process.stdin.on('close', () => process.exit(1))
process.stdin.resume()
process.stdin.unref()
