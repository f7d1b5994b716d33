// tsx test/bench/speak.ts beats INTERVAL_MS SECONDS: how even the beats of our router are beside those of keepalived, each
// in a virtual router of its own on one segment at the same time, stamped by the kernel. The aims: a mean within 0.1 %; a
// 99th percentile at most 1.25 times keepalived's at 10 ms, and no worse at 1 s.
// tsx test/bench/speak.ts many SECONDS: 255 virtual routers at 100 ms in one process. The aims: none late by more than an
// interval, at most half of one core.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Lab, missingForLab, SWITCH, sleep, waitFor } from '../../src/edge/lab.ts'
import { Keepalived } from '../../src/edge/lab-daemons.ts'
import { keepalivedConfig } from '../netns/configs.ts'
import { advertsIn, speak } from '../netns/speaking.ts'

const THEIRS = 51
const OURS = 52
const [what, ...numbers] = process.argv.slice(2)

const missing = missingForLab(['keepalived', 'tcpdump'])
if (missing.length > 0) console.error(`speak: not measured: ${missing.join('; ')}`)
else if (what === 'many') await many(Number(numbers[0]))
else await beats(Number(numbers[0]), Number(numbers[1]))

async function beats(intervalMs: number, seconds: number): Promise<void> {
  const lab = await Lab.create([
    { name: 'ka', addresses: ['192.0.2.11/24'] },
    { name: 'us', addresses: [] },
  ])
  try {
    const config = keepalivedConfig({ version: 3, vrid: THEIRS, priority: 100, intervalSec: intervalMs / 1000 })
    await new Keepalived(lab, 'ka', config).start()
    const flags = ['--vrid', `${OURS}`, '--address', '192.0.2.102', '--source', '192.0.2.50']
    const speaker = speak(lab, 'us', ...flags, '--interval', `${intervalMs}ms`)
    await sleep(4 * intervalMs + 3000)
    const capture = await lab.capture(SWITCH, 'beats.pcap')
    const stolen = stolenSec()
    await sleep(seconds * 1000)
    await capture.stop()
    console.log(
      `taken from this machine by its host in ${seconds} s: ${(stolenSec() - stolen).toFixed(2)} s of processor time`,
    )
    speaker.child.kill('SIGTERM')
    await speaker.exited
    const adverts = await advertsIn(capture.file)
    const times = (vrid: number) => adverts.filter(({ advert }) => advert.vrid === vrid).map(({ tNs }) => tNs / 1e6)
    console.table({ keepalived: evenness([times(THEIRS)], intervalMs), vrrpscope: evenness([times(OURS)], intervalMs) })
  } finally {
    await lab.close()
  }
}

async function many(seconds: number): Promise<void> {
  const lab = await Lab.create([{ name: 'us', addresses: [] }])
  try {
    const vrids = Array.from({ length: 255 }, (_, i) => i + 1)
    const file = join(lab.dir, 'many.conf')
    const instance = (vrid: number) =>
      keepalivedConfig({ instance: `VI_${vrid}`, version: 3, vrid, priority: 100, intervalSec: 0.1 })
    writeFileSync(file, vrids.map(instance).join('\n'))
    const speaker = speak(lab, 'us', '-c', file, '--source', '192.0.2.50')
    await waitFor(() => speaker.output().split('-> Active').length > vrids.length, 20_000)
    // Announcements are made again after 5 s.
    await sleep(7000)
    const capture = await lab.capture(SWITCH, 'beats.pcap')
    const [cpu, stolen, started] = [cpuSec(speaker.pid), stolenSec(), performance.now()]
    await sleep(seconds * 1000)
    const elapsedSec = (performance.now() - started) / 1000
    const share = (100 * (cpuSec(speaker.pid) - cpu)) / elapsedSec
    console.log(
      `taken from this machine by its host in ${seconds} s: ${(stolenSec() - stolen).toFixed(2)} s of processor time`,
    )
    await capture.stop()
    speaker.child.kill('SIGTERM')
    await speaker.exited
    const adverts = await advertsIn(capture.file)
    const times = vrids.map((vrid) => adverts.filter(({ advert }) => advert.vrid === vrid).map(({ tNs }) => tNs / 1e6))
    console.table({ '255 routers': { ...evenness(times, 100), 'core %': share.toFixed(1) } })
  } finally {
    await lab.close()
  }
}

/** Mean interval against the one configured, and how far single ones are from it; `timesMs` for each virtual router. */
function evenness(timesMs: readonly (readonly number[])[], intervalMs: number) {
  const gaps = timesMs.flatMap((times) => times.slice(1).map((time, i) => time - times[i]!))
  const off = gaps.map((gap) => Math.abs(gap - intervalMs)).sort((a, b) => a - b)
  const meanMs = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const at = (share: number) => off[Math.floor(share * (off.length - 1))]!.toFixed(3)
  return {
    adverts: gaps.length + timesMs.length,
    'interval ms': intervalMs,
    'mean off %': ((100 * (meanMs - intervalMs)) / intervalMs).toFixed(3),
    'p50 off ms': at(0.5),
    'p99 off ms': at(0.99),
    'worst off ms': at(1),
    'left out': gaps.filter((gap) => gap > 1.9 * intervalMs).length,
  }
}

/** Of the speaker and its tap. */
function cpuSec(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return [pid, ...children]
    .map((one) => readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1]!.split(' '))
    .reduce((sum, fields) => sum + (Number(fields[11]) + Number(fields[12])) / 100, 0)
}

/** What the host of a virtual machine has taken from it so far: in that time nothing beats. */
function stolenSec(): number {
  return Number(readFileSync('/proc/stat', 'utf8').split('\n')[0]!.split(/\s+/)[8]) / 100
}
