import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { INTERFACE, Lab, type LabProcess, missingForLab, sleep, waitFor } from '../../src/edge/lab.ts'
import { PROGRAM } from './watcher.ts'

// The tap and its parent, alone on a veth: what they send and hear, and what becomes of them when something dies.

const missing = missingForLab(['tcpdump'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

const program = (name: string) => fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url))

describe.skipIf(missing.length > 0)('live capture', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await Lab.create([
      { name: 'a', addresses: ['192.0.2.1/24'] },
      { name: 'b', addresses: ['192.0.2.2/24'] },
    ])
  })
  afterAll(() => lab?.close())

  const node = (host: string, name: string, ...argv: string[]) =>
    lab.start(host, [process.execPath, '--import', import.meta.resolve('tsx'), program(name), ...argv])
  const events = (process: LabProcess) =>
    process
      .output()
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
  const saw = (process: LabProcess, what: string, timeoutMs = 5000) =>
    waitFor(() => events(process).some((event) => event.event === what), timeoutMs)
  const ping = () => lab.run('b', ['ping', '-c1', '-W1', '192.0.2.1'])
  const linesOf = (file: string, flags: string, filter: string) =>
    execFileSync('tcpdump', [flags, file, filter], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split(
      '\n',
    )
  const sentBy = (file: string) =>
    linesOf(file, '-nnr', 'ip proto 112').flatMap((line) => /prio (\d+)/.exec(line)?.[1] ?? [])
  const stampsIn = (file: string) =>
    linesOf(file, '-nnttr', 'icmp')
      .filter(Boolean)
      .map((line) => Number(line.split(' ', 1)) * 1000)

  it('sends at once, does not hear itself, and takes its will back when it ends in order', async () => {
    const capture = await lab.capture('b', 'orderly.pcap')
    const speaker = node('a', 'send-adverts', 'orderly')
    expect(await speaker.exited).toBe(0)
    await capture.stop()
    expect(sentBy(capture.file)).toEqual(['100', '100', '100', '100', '100'])
    expect(events(speaker)).toEqual([])
  })

  it('sends the last will when its parent is killed', async () => {
    const capture = await lab.capture('b', 'killed.pcap')
    await node('a', 'send-adverts', 'die').exited
    await sleep(500)
    await capture.stop()
    expect(sentBy(capture.file)).toEqual(['100', '100', '100', '100', '100', '0'])
  })

  for (const backend of ['cap', 'tcpdump'] as const)
    describe(`by ${backend}`, () => {
      it('has the stamps of the kernel, however late it reads', async () => {
        const live = node('a', 'print-live', backend)
        expect(await saw(live, 'open')).toBe(true)
        await ping()
        expect(await saw(live, 'frame')).toBe(true)
        const capture = await lab.capture('a', `stamps-${backend}.pcap`)
        const [{ child }] = events(live).filter(({ event }) => event === 'open')
        process.kill(child, 'SIGSTOP')
        await lab.run('b', ['ping', '-c5', '-i0.1', '-W1', '192.0.2.1'])
        process.kill(child, 'SIGCONT')
        await sleep(500)
        await capture.stop()
        live.child.kill('SIGINT')
        await live.exited
        const kernel = stampsIn(capture.file)
        expect(kernel.length).toBeGreaterThanOrEqual(10)
        const ours = events(live).flatMap(({ event, at }) => (event === 'frame' ? [at] : []))
        // Whoever captures reads the clock for itself, one right after the other, or both have one reading.
        for (const at of kernel) expect(Math.min(...ours.map((own) => Math.abs(own - at)))).toBeLessThan(50)
        expect(events(live).at(-1)).toMatchObject({ event: 'end', clock: 'kernel' })
      })

      it('tells that the kernel dropped frames', async () => {
        const live = node('a', 'print-live', backend)
        expect(await saw(live, 'open')).toBe(true)
        const [{ child }] = events(live).filter(({ event }) => event === 'open')
        process.kill(child, 'SIGSTOP')
        // More than its ring holds; each comes and is answered.
        await lab.run('b', ['ping', '-q', '-f', '-c40000', '-W1', '192.0.2.1'])
        process.kill(child, 'SIGCONT')
        await sleep(1000)
        await ping()
        await sleep(500)
        live.child.kill('SIGINT')
        await live.exited
        const { gaps, dropped } = events(live).at(-1)
        expect(gaps).toEqual([expect.objectContaining({ reason: 'drops', source: 0, ms: expect.any(Number) })])
        expect(gaps[0].ms).toBeGreaterThan(0)
        if (backend === 'tcpdump') expect(gaps[0].dropped).toBe(dropped)
        else expect([gaps[0].dropped, dropped]).toEqual([0, null])
      })

      it('survives a link that goes down and comes back, and knows what it did not cover', async () => {
        const live = node('a', 'print-live', backend)
        expect(await saw(live, 'open')).toBe(true)
        await ping()
        await lab.linkDown('a')
        await sleep(500)
        await lab.linkUp('a')
        expect(await saw(live, 'gap')).toBe(true)
        const frames = events(live).filter((event) => event.event === 'frame').length
        expect(frames).toBeGreaterThan(0)
        expect(await waitFor(async () => (await ping()).status === 0, 5000)).toBe(true)
        await waitFor(() => events(live).filter((event) => event.event === 'frame').length > frames, 2000)
        live.child.kill('SIGINT')
        await live.exited
        const gap = events(live).find((event) => event.event === 'gap')
        expect(gap).toMatchObject({ reason: 'interface-down', source: 0 })
        expect(gap.ms).toBeGreaterThan(480) // less than it lasted would be a claim to have heard
        expect(gap.ms).toBeLessThan(3000)
        expect(events(live).at(-1)).toMatchObject({ event: 'end', dropped: backend === 'tcpdump' ? 0 : null })
        const last = events(live).findLast((event) => event.event === 'frame')
        expect(last.frameNo).toBeGreaterThan(frames)
      })

      it('starts again when its child is killed', async () => {
        const live = node('a', 'print-live', backend)
        expect(await saw(live, 'open')).toBe(true)
        const [{ child }] = events(live)
        process.kill(child, 'SIGKILL')
        expect(await saw(live, 'gap')).toBe(true)
        expect(events(live).find((event) => event.event === 'gap')).toMatchObject({ reason: 'tap-lost' })
        await ping()
        expect(await saw(live, 'frame')).toBe(true)
        live.child.kill('SIGINT')
        await live.exited
      })

      it('waits for an interface that was deleted and made again', async () => {
        const ip = (...argv: string[]) => lab.must('a', ['ip', ...argv])
        await ip('link', 'add', 'gone0', 'type', 'veth', 'peer', 'name', 'gone1')
        for (const name of ['gone0', 'gone1']) await ip('link', 'set', name, 'up')
        const live = node('a', 'print-live', backend, 'gone0')
        expect(await saw(live, 'open')).toBe(true)
        await ip('link', 'del', 'gone0')
        await sleep(400)
        await ip('link', 'add', 'gone0', 'type', 'veth', 'peer', 'name', 'gone1')
        for (const name of ['gone0', 'gone1']) await ip('link', 'set', name, 'up')
        expect(await saw(live, 'gap')).toBe(true)
        live.child.kill('SIGINT')
        await live.exited
        await ip('link', 'del', 'gone0')
      })

      it('says what is wrong and how to mend it', async () => {
        const nowhere = node('a', 'print-live', backend, 'eth9')
        expect(await nowhere.exited).toBe(4)
        expect(events(nowhere)).toEqual([expect.objectContaining({ code: 'tap/no-such-interface' })])
        // Still root by name, so that it may read the program wherever that is.
        const bare = ['setpriv', '--inh-caps=-all', '--bounding-set=-all']
        const loader = ['--import', import.meta.resolve('tsx')]
        const argv = [...bare, process.execPath, ...loader, program('print-live'), backend, INTERFACE]
        const powerless = lab.start('a', argv)
        expect(await powerless.exited).toBe(4)
        expect(events(powerless)).toEqual([
          expect.objectContaining({ code: 'tap/permission', hint: expect.stringContaining('setcap') }),
        ])
      })
    })

  it('as a command: one line, a hint and the exit status where it cannot capture', async () => {
    const tap = (...words: string[]) => lab.start('a', [process.execPath, PROGRAM, 'tap', ...words])
    const nowhere = tap('nope0')
    expect(await nowhere.exited).toBe(4)
    expect(nowhere.output()).toContain('vrrpscope: tap/no-such-interface: there is no interface nope0\nhint: ')
    const refused = tap('lo', 'foo bar')
    expect(await refused.exited).toBe(2)
    expect(refused.output()).toContain('vrrpscope: usage/bad-filter: ')
  })
})
