// npm start: installs and builds what is missing, then runs the program. Without arguments it audits a real capture.
import { spawn } from 'node:child_process'
import { ensureBuilt, ensureModules, PROGRAM, ROOT, say } from './setup.mjs'

const SAMPLE = 'fixtures/captures/seed-unicast-start-sigterm-return/switch.pcap'

// An audit needs no Debian package; live capture without cap uses tcpdump.
ensureModules()
ensureBuilt()
const words = process.argv.length > 2 ? process.argv.slice(2) : ['audit', SAMPLE]
if (process.argv.length === 2) say(`vrrpscope ${words.join(' ')}`)
const cwd = process.argv.length > 2 ? (process.env.INIT_CWD ?? process.cwd()) : ROOT
const child = spawn(process.execPath, [PROGRAM, ...words], { cwd, stdio: 'inherit' })
// The terminal sends the child SIGINT too: it decides what it means.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (status, signal) => process.exit(signal ? 130 : (status ?? 1)))
