// npm run bench -- live [flood|stamps|quiet|memory] [cap|tcpdump] [--quick]: live capture beside tcpdump on the same interface in the same run. Needs root.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { register } from 'tsx/esm/api'

register()
const { Lab, missingForLab, sleep } = await import('../../src/edge/lab.ts')
const { flood: floodFrom } = await import('../netns/flooding.ts')

const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const TICKS_PER_SEC = 100
const quick = process.argv.includes('--quick')
const SECONDS = quick ? 5 : 20
const WARM_UP_SEC = 15

/** What can be measured; each may be named to be measured alone, then only the backend that is named. */
const PARTS = {
  flood: (lab, backend) => loss(lab, backend, 60_000),
  stamps: (lab, backend) => stamps(lab, backend),
  quiet: (lab, backend) => quiet(lab, backend),
  memory: (lab, backend) => memory(lab, backend),
}
const BACKENDS = ['cap', 'tcpdump']

/** `words`: of parts and backends those that are wanted; none is all. */
export async function benchLive(words) {
  const unknown = words.find((word) => PARTS[word] === undefined && !BACKENDS.includes(word))
  if (unknown !== undefined) {
    console.error(`live: no ${unknown}; there are ${[...Object.keys(PARTS), ...BACKENDS].join(', ')}`)
    process.exit(2)
  }
  const missing = missingForLab(['tcpdump', 'curl'])
  if (missing.length > 0) return console.error(`live: not measured: ${missing.join('; ')}`)
  const wanted = (all) => (all.some((one) => words.includes(one)) ? all.filter((one) => words.includes(one)) : all)
  for (const part of wanted(Object.keys(PARTS)))
    for (const backend of wanted(BACKENDS)) {
      const { measured, result, target, met } = await inLab((lab) => PARTS[part](lab, backend))
      console.log(`${measured}: ${result}; wanted ${target}: ${met}`)
    }
}

async function inLab(measure) {
  const lab = await Lab.create([
    { name: 'a', addresses: ['192.0.2.1/24'] },
    { name: 'b', addresses: ['192.0.2.2/24'] },
  ])
  try {
    return await measure(lab)
  } finally {
    await lab.close()
  }
}

/** 60 000 adverts a second: frames that sniff and tcpdump got, and the slowest answer to a scrape. */
async function loss(lab, backend, perSec) {
  const capture = await lab.capture('b', 'beside.pcap')
  const sniff = await startSniff(lab, '--backend', backend, '--metrics', '9165')
  let slowestMs = 0
  const scrapes = setInterval(async () => {
    const words = ['curl', '-s', '-o', '/dev/null', '-w', '%{time_total}', 'http://127.0.0.1:9165/metrics']
    slowestMs = Math.max(slowestMs, Number((await lab.run('b', words)).stdout) * 1000)
  }, 500)
  const { sent, tookSec } = await flood(lab, perSec, SECONDS, 1)
  await sleep(1000)
  clearInterval(scrapes)
  const cpu = cpuOf(sniff.pid)
  const report = await endSniff(lab, sniff)
  const beside = /(\d+) packets captured/.exec(await capture.stop())[1]
  return {
    measured: `${perSec} adverts/s for ${SECONDS} s, ${backend}`,
    result: `kept ${report.counts.vrrp} of ${sent} in ${tookSec.toFixed(1)} s, tcpdump -w ${beside}, ratio ${(report.counts.vrrp / Number(beside)).toFixed(3)}; slowest scrape ${slowestMs.toFixed(0)} ms; ${cpu.own.toFixed(1)} s of CPU, ${cpu.child.toFixed(1)} s of its child; dropped by the kernel ${report.captures[0].dropped}`,
    target: 'no fewer than tcpdump, scrapes within 200 ms',
    met: report.counts.vrrp >= Math.min(sent, beside) && slowestMs < 200 ? 'yes' : 'no',
  }
}

/** Intervals between adverts as sniff stamped them, against the kernel's stamps of the same frames. */
async function stamps(lab, backend) {
  const capture = await lab.capture('b', 'kernel.pcap')
  const sniff = await startSniff(lab, '--backend', backend, '-w', `${lab.dir}/ours.pcapng`)
  await flood(lab, 10, SECONDS, 1)
  await sleep(500)
  await endSniff(lab, sniff)
  await capture.stop()
  const [ours, kernel] = [timesIn(`${lab.dir}/ours.pcapng`), timesIn(capture.file)]
  const count = Math.min(ours.length, kernel.length)
  const off = []
  for (let i = 1; i < count; i++) off.push(Math.abs(ours[i] - ours[i - 1] - (kernel[i] - kernel[i - 1])))
  off.sort((a, b) => a - b)
  const p99Ms = off[Math.floor(off.length * 0.99)] * 1000
  return {
    measured: `stamps of ${count} adverts at 100 ms, ${backend}`,
    result: `interval off by ${p99Ms.toFixed(3)} ms at the 99th percentile`,
    target: '0.3 ms',
    met: p99Ms <= 0.3 ? 'yes' : 'no',
  }
}

/** Ten virtual routers at one second each: what watching costs, once V8 has compiled what is called again and again. */
async function quiet(lab, backend) {
  const sniff = await startSniff(lab, '--backend', backend)
  const running = flood(lab, 10, WARM_UP_SEC + SECONDS, 10)
  await sleep(WARM_UP_SEC * 1000)
  const spent = () => Object.values(cpuOf(sniff.pid)).reduce((sum, one) => sum + one)
  const before = spent()
  const started = performance.now()
  await running
  const share = (spent() - before) / ((performance.now() - started) / 1000)
  await endSniff(lab, sniff)
  return {
    measured: `10 virtual routers at 1 s, ${backend}`,
    result: `${(share * 100).toFixed(1)} % of a core, child included`,
    target: '2 %',
    met: share <= 0.02 ? 'yes' : 'no',
  }
}

/** 255 virtual routers at 100 ms: memory after warm-up and at the end. */
async function memory(lab, backend) {
  const sniff = await startSniff(lab, '--backend', backend)
  const minutes = quick ? 0.5 : 10
  const running = flood(lab, 2550, minutes * 60, 255)
  await sleep(minutes * 60_000 * 0.3)
  const early = residentMb(sniff.pid)
  await running
  const late = residentMb(sniff.pid)
  await endSniff(lab, sniff)
  return {
    measured: `255 virtual routers at 100 ms for ${minutes} min, ${backend}`,
    result: `${early.toFixed(0)} MB after warm-up, ${late.toFixed(0)} MB at the end`,
    target: 'flat',
    met: late <= early * 1.15 ? 'yes' : 'no',
  }
}

async function startSniff(lab, ...words) {
  const output = ['-f', 'json', '-o', `${lab.dir}/report.json`, '--fail-on', 'never']
  const sniff = lab.start('b', [process.execPath, PROGRAM, 'sniff', 'ens192', ...output, ...words])
  while (!sniff.output().includes('capturing with')) await sleep(50)
  return sniff
}

async function endSniff(lab, sniff) {
  sniff.child.kill('SIGINT')
  await sniff.exited
  return JSON.parse(readFileSync(`${lab.dir}/report.json`, 'utf8'))
}

/** Sends adverts of `routers` virtual routers, evenly spaced; resolves with their number. */
const flood = (lab, perSec, seconds, routers) =>
  floodFrom(
    lab,
    'a',
    Array.from({ length: routers }, (_, i) => advert(i + 1)),
    perSec,
    seconds,
  )

function advert(vrid) {
  const hex = `01005e000012 020000000001 0800 45c00020 00000000 ff70189a c0000201 e0000012 31${vrid
    .toString(16)
    .padStart(2, '0')}6401 00640000 c0000264`
  return Buffer.from(hex.replaceAll(' ', ''), 'hex')
}

const timesIn = (file) =>
  execFileSync('tcpdump', ['-nr', file, '-tt', '--time-stamp-precision=nano', 'ip proto 112'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .split('\n')
    .filter(Boolean)
    .map((line) => Number(line.split(' ')[0].slice(5)))

/** CPU seconds of a process and of its children. */
function cpuOf(pid) {
  const secondsOf = (one) => {
    const fields = readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SEC
  }
  const listed = execFileSync('sh', ['-c', `pgrep -P ${pid} || true`], { encoding: 'utf8' })
  const children = listed.split('\n').filter(Boolean)
  return { own: secondsOf(pid), child: children.reduce((sum, one) => sum + secondsOf(one), 0) }
}

const residentMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
