import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Io } from '../../src/cli/io.ts'
import { runProgram } from '../../src/cli/program.ts'
import { FakeHost } from './fake-host.ts'
import { fixture } from './run.ts'

const turn = () => new Promise((done) => setImmediate(done))

describe('Io', () => {
  it('lets lines go when the event loop turns, and only whole ones', async () => {
    const host = new FakeHost()
    const io = new Io(host)
    io.print('one\ntw')
    expect(host.out).toBe('')
    await turn()
    expect(host.out).toBe('one\n')
    io.print('o\n')
    await turn()
    expect(host.out).toBe('one\ntwo\n')
    io.print('rest')
    io.close()
    expect(host.out).toBe('one\ntwo\nrest')
  })

  it('does not hold more than a buffer of text back', () => {
    const host = new FakeHost()
    const io = new Io(host)
    io.print(`${'x'.repeat(70_000)}\nhalf`)
    expect(host.out.length).toBe(70_001)
  })

  describe('with --output', () => {
    const dir = mkdtempSync(join(tmpdir(), 'vrrpscope-io-'))
    const output = join(dir, 'report.txt')
    afterAll(() => rmSync(dir, { recursive: true }))

    it('writes to it and not to standard output', () => {
      writeFileSync(output, 'the longer report of an earlier run')
      const host = new FakeHost()
      const io = new Io(host)
      io.use({ output })
      io.print('äb\n')
      io.close()
      expect(readFileSync(output, 'utf8')).toBe('äb\n')
      expect(host.out).toBe('')
    })

    it('leaves the earlier result alone until there is one, also one without a line', () => {
      writeFileSync(output, 'earlier')
      const io = new Io(new FakeHost())
      io.use({ output })
      expect(readFileSync(output, 'utf8')).toBe('earlier')
      io.close()
      expect(readFileSync(output, 'utf8')).toBe('')
    })

    it('refuses a file that is to be read, by whatever name', async () => {
      symlinkSync(output, join(dir, 'link'))
      for (const words of [
        ['audit', output],
        ['decode', join(dir, 'link')],
        ['audit', fixture('v2-300-vips/switch.pcap'), output],
        ['check', `node-a=${output}`],
        ['audit', fixture('v2-300-vips/switch.pcap'), '-c', output],
      ]) {
        writeFileSync(output, 'to be read')
        await expect(runProgram([...words, '-o', output], new Io(new FakeHost()))).rejects.toMatchObject({
          code: 'usage/output-is-input',
        })
        expect(readFileSync(output, 'utf8')).toBe('to be read')
      }
    })

    it('refuses a configuration that another one includes, and the name of an input that is not there', async () => {
      const config = join(dir, 'keepalived.conf')
      writeFileSync(config, `include ${output}\n`)
      writeFileSync(output, 'vrrp_instance A {\n}\n')
      for (const words of [
        ['check', config, '-o', output],
        ['audit', fixture('v2-300-vips/switch.pcap'), '-c', config, '-o', output],
        ['audit', join(dir, 'absent'), '-o', join(dir, 'absent')],
      ])
        await expect(runProgram(words, new Io(new FakeHost()))).rejects.toMatchObject({ code: 'usage/output-is-input' })
      expect(readFileSync(output, 'utf8')).toBe('vrrp_instance A {\n}\n')
      expect(existsSync(join(dir, 'absent'))).toBe(false)
    })
  })

  it('says at once that --output cannot be written', () => {
    const io = new Io(new FakeHost())
    expect(() => io.use({ output: '/nonexistent/dir/file' })).toThrow(
      expect.objectContaining({ code: 'output/cannot-write', message: 'cannot write /nonexistent/dir/file: ENOENT' }),
    )
  })

  it.skipIf(!existsSync('/dev/full'))('ends with one line when the output takes no more', async () => {
    const host = new FakeHost()
    const io = new Io(host)
    io.use({ output: '/dev/full' })
    const ended = new Promise((done) => {
      host.exit = (status) => {
        done(status)
        return undefined as never
      }
    })
    io.print('one\n')
    expect(await ended).toBe(2)
    expect(host.err).toMatch(/^vrrpscope: output\/cannot-write: .*ENOSPC\nhint: .*\n$/)
    io.close()
  })

  it('makes remarks printable and keeps quiet with -q', () => {
    const host = new FakeHost()
    const io = new Io(host)
    io.note('a\x1b[2J\nb')
    io.use({ quiet: true })
    io.note('hidden')
    io.warn('shown')
    expect(host.err).toBe('a\\x1b[2J\\nb\nshown\n')
  })

  it.each([
    [{}, true, 'auto', true],
    [{}, false, 'auto', false],
    [{ NO_COLOR: '1' }, true, 'auto', false],
    [{ NO_COLOR: '' }, true, 'auto', true],
    [{ FORCE_COLOR: '1' }, false, 'auto', true],
    [{ FORCE_COLOR: '0' }, true, 'auto', false],
    [{ TERM: 'dumb' }, true, 'auto', false],
    [{ NO_COLOR: '1' }, false, 'always', true],
    [{ FORCE_COLOR: '1' }, true, 'never', false],
  ] as [Record<string, string>, boolean, 'auto' | 'always' | 'never', boolean][])(
    'with %j, terminal %s and --color %s: colour %s',
    (env, tty, color, expected) => {
      const io = new Io(new FakeHost(env, tty ? 100 : undefined))
      io.use({ color })
      expect(io.color).toBe(expected)
    },
  )

  it('takes the locale for what the terminal can show', () => {
    expect(new Io(new FakeHost({ LANG: 'de_DE.UTF-8' })).unicode).toBe(true)
    expect(new Io(new FakeHost({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' })).unicode).toBe(false)
    expect(new Io(new FakeHost()).unicode).toBe(false)
  })

  it('ends at the first SIGINT unless something ends by itself, and always at the second', () => {
    const plain = new FakeHost()
    new Io(plain)
    expect(() => plain.sigint()).toThrow('exit 130')

    const host = new FakeHost()
    const io = new Io(host)
    let ended = 0
    io.onInterrupt(() => ended++)
    host.sigint()
    expect([ended, io.interrupted, host.exitedWith]).toEqual([1, true, undefined])
    expect(() => host.sigint()).toThrow('exit 130')
  })

  it('says that standard output takes no more, once, and lets a live run end in order', () => {
    const host = new FakeHost()
    const io = new Io(host)
    let ended = 0
    io.onReaderLeft(() => ended++)
    for (let i = 0; i < 2; i++) host.stdout.emit('error', Object.assign(new Error('no space left'), { code: 'ENOSPC' }))
    expect([ended, io.status]).toEqual([1, 2])
    expect(host.err).toMatch(/^vrrpscope: output\/cannot-write: .*ENOSPC\nhint: .*\n$/)
  })

  it('ends with the status so far when the reader of its output leaves', () => {
    const host = new FakeHost()
    const io = new Io(host)
    io.exitWith(1)
    expect(() => host.stdout.emit('error', Object.assign(new Error('EPIPE'), { code: 'EPIPE' }))).toThrow('exit 1')
  })
})
